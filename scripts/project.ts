// Where things are in this project, and which workers it has. The wrangler.toml files are the only list of workers:
// a new one is built, started, tested and deployed as soon as its file is there.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";

export const root = path.resolve(import.meta.dirname, "..");

/** Everything that the tooling writes for one checkout: data, logs, secrets, records of what was built. Git-ignored. */
export const stateDir = path.join(root, ".pinewire");

export const migrationsDir = path.join(root, "migrations");
export const webDir = path.join(root, "web");

/** The part of a wrangler.toml that the tooling itself reads. */
export interface WranglerConfig {
  name: string;
  main: string;
  vars?: Record<string, string>;
  secrets?: { required?: string[] };
  triggers?: { crons?: string[] };
  services?: { binding: string; service: string }[];
  d1_databases?: { binding: string; database_name: string; database_id: string; migrations_dir?: string }[];
  kv_namespaces?: { binding: string; id: string }[];
  r2_buckets?: { binding: string; bucket_name: string }[];
  queues?: {
    producers?: { binding: string; queue: string }[];
    consumers?: { queue: string; dead_letter_queue?: string }[];
  };
  durable_objects?: { bindings?: { name: string; class_name: string; script_name?: string }[] };
  assets?: { directory: string };
  [field: string]: unknown;
}

/** One worker of the project. */
export interface Worker {
  /** Script name, e.g. `pinewire-api`. */
  name: string;
  /** Folder name under workers/, e.g. `api`. */
  id: string;
  configPath: string;
  config: WranglerConfig;
  /** The crate's folder. */
  crateDir: string;
  /** The built JavaScript entry; the WebAssembly module lies beside it. */
  entry: string;
}

function readWorker(configPath: string): Worker {
  const config = parse(readFileSync(configPath, "utf8")) as unknown as WranglerConfig;
  const entry = path.resolve(path.dirname(configPath), config.main);
  const crateDir = path.resolve(path.dirname(entry), "..");
  return { name: config.name, id: path.basename(crateDir), configPath, config, crateDir, entry };
}

/** All workers whose crate is there; the gateway, which the public reaches, comes first. */
export function readWorkers(): Worker[] {
  const configs = [path.join(root, "wrangler.toml")];
  for (const entry of readdirSync(path.join(root, "workers"), { withFileTypes: true })) {
    const config = path.join(root, "workers", entry.name, "wrangler.toml");
    if (entry.isDirectory() && existsSync(config)) configs.push(config);
  }
  return configs.map(readWorker).filter((worker) => existsSync(path.join(worker.crateDir, "Cargo.toml")));
}

/**
 * Workers in the order in which they can be deployed: whatever a worker binds to exists before it does. The public entry,
 * which is the first of them, comes last: when people reach it, all is there.
 */
export function inDependencyOrder(workers: Worker[]): Worker[] {
  const byName = new Map(workers.map((worker) => [worker.name, worker]));
  const ordered = new Set<Worker>();
  const visit = (worker: Worker, path: string[]): void => {
    if (ordered.has(worker)) return;
    if (path.includes(worker.name)) {
      throw new Error(`workers depend on each other in a circle: ${[...path, worker.name].join(" → ")}`);
    }
    for (const name of dependencies(worker)) {
      const dependency = byName.get(name);
      if (dependency) visit(dependency, [...path, worker.name]);
    }
    ordered.add(worker);
  };
  for (const worker of workers.toReversed()) visit(worker, []);
  return [...ordered];
}

function dependencies(worker: Worker): string[] {
  const services = worker.config.services ?? [];
  const objects = worker.config.durable_objects?.bindings ?? [];
  return [...services.map((s) => s.service), ...objects.flatMap((o) => o.script_name ?? [])];
}
