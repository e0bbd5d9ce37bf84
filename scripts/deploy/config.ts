// Writes the configuration that is deployed: the committed wrangler.toml with the account's ids and the deployment's
// vars. The committed files themselves never change.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Worker, WranglerConfig } from "../project.ts";
import { type DeploySettings, deployDir, deployedVars } from "./settings.ts";

/** Ids that the account gave to our databases and namespaces, by the name that the wrangler.toml files use. */
export interface ResourceIds {
  d1: Readonly<Record<string, string>>;
  kv: Readonly<Record<string, string>>;
}

/** The vendors' stand-ins; each is a worker of its own. */
const isStandIn = (worker: string): boolean => worker.startsWith("pinewire-sandbox");
/** The one that has an address. */
const publicWorker = "pinewire-gateway";

/** The workers that a deployment consists of. */
export function deployedWorkers(workers: readonly Worker[], settings: DeploySettings): Worker[] {
  return workers.filter((worker) => settings.sandbox || !isStandIn(worker.name));
}

/** Writes the deployed configuration of a worker and returns where it is. */
export function writeDeployedConfig(worker: Worker, settings: DeploySettings, ids: ResourceIds): string {
  const file = path.join(deployDir, `${worker.id}.json`);
  mkdirSync(deployDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(deployedConfig(worker, settings, ids), null, 2)}\n`);
  return file;
}

/** The deployed configuration of a worker. */
export function deployedConfig(worker: Worker, settings: DeploySettings, ids: ResourceIds): WranglerConfig {
  const { config } = worker;
  const dir = path.dirname(worker.configPath);
  const vars = deployedVars(settings);
  const isPublic = worker.name === publicWorker;
  return {
    ...config,
    ...(isPublic ? publicAddress(settings.url) : { workers_dev: false }),
    main: worker.entry,
    vars: Object.fromEntries(Object.entries(config.vars ?? {}).map(([name, value]) => [name, vars[name] ?? value])),
    services: config.services?.filter(({ service }) => settings.sandbox || !isStandIn(service)),
    d1_databases: config.d1_databases?.map((database) => ({
      ...database,
      database_id: ids.d1[database.database_name] ?? database.database_id,
      migrations_dir: database.migrations_dir && path.resolve(dir, database.migrations_dir),
    })),
    kv_namespaces: config.kv_namespaces?.map((namespace) => ({
      ...namespace,
      id: ids.kv[namespace.id] ?? namespace.id,
    })),
    assets: config.assets && { ...config.assets, directory: path.resolve(dir, config.assets.directory) },
  };
}

/** A workers.dev address needs no route; any other host is a custom domain of the account. */
function publicAddress(url: string): Record<string, unknown> {
  const { hostname } = new URL(url);
  if (hostname.endsWith(".workers.dev")) return { workers_dev: true };
  return { workers_dev: false, routes: [{ pattern: hostname, custom_domain: true }] };
}
