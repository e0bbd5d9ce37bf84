// Builds workers: cargo compiles the crate to WebAssembly, worker-build adds the JavaScript glue and shrinks the result.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { nodeModules } from "../setup/paths.mjs";
import { toolPath, wasmBindgen, workerBuild } from "../setup/cargo-tools.mjs";
import { UserError } from "../setup/errors.mjs";
import { run, tail } from "../setup/run.mjs";
import { root, type Worker } from "../project.ts";
import { addAssets, assetSources } from "./assets.ts";
import { builtFrom, fingerprint, forgetBuilt, recordBuilt } from "./fingerprint.ts";
import { shrink } from "./shrink.ts";

/** A worker together with the state of its sources. */
interface Candidate {
  worker: Worker;
  hash: string;
}

/** The workers whose sources differ from what their build was made of. */
export function staleWorkers(workers: readonly Worker[]): Candidate[] {
  if (workers.length === 0) return [];
  const crates = workspaceCrates();
  return workers
    .map((worker) => ({ worker, hash: fingerprint(inputs(worker, crates), ...toolVersions()) }))
    .filter(({ worker, hash }) => !existsSync(worker.entry) || builtFrom(worker.id) !== hash);
}

function toolVersions(): string[] {
  return [workerBuild().version, wasmBindgen().version];
}

/** Compiles all crates in one go, which uses every core, then finishes each worker. */
export async function buildWorkers(stale: readonly Candidate[], note: (text: string) => void): Promise<void> {
  const packages = stale.flatMap(({ worker }) => ["-p", worker.name]);
  const args = ["build", "--lib", "--release", "--target", "wasm32-unknown-unknown", ...packages];
  const compiled = await run("cargo", args, {
    cwd: root,
    // worker-build sets it; a different value would compile everything twice.
    env: { WASM_BINDGEN_USE_JS_SYS: "1" },
    onLine: note,
  });
  if (compiled.code !== 0) throw new UserError(`The workers do not compile:\n${tail(compiled.output, 40)}`);

  const waiting = [...stale];
  const finishOneAfterAnother = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      note(`finishing ${next.worker.name}`);
      await finish(next);
    }
  };
  await Promise.all([finishOneAfterAnother(), finishOneAfterAnother()]);
}

async function finish({ worker, hash }: Candidate): Promise<void> {
  forgetBuilt(worker.id);
  const { code, output } = await run(toolPath(workerBuild()), ["--release", "--no-opt"], {
    cwd: worker.crateDir,
    env: {
      WASM_BINDGEN_BIN: toolPath(wasmBindgen()),
      WASM_OPT_BIN: path.join(nodeModules, ".bin", "wasm-opt"),
      ESBUILD_BIN: path.join(nodeModules, ".bin", "esbuild"),
    },
  });
  if (code !== 0) throw new UserError(`${worker.name} could not be built:\n${tail(output, 40)}`);
  await shrink(worker);
  addAssets(worker);
  recordBuilt(worker.id, hash);
}

/** A crate of this workspace. */
interface Crate {
  /** Its folder, relative to the project's root. */
  dir: string;
  /** Names of the workspace's other crates that it is built with. */
  dependencies: string[];
}

/** The sources that a worker is made of: its own crate, those that it depends on, and what holds for all. */
function inputs(worker: Worker, crates: Map<string, Crate>): string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const crate = crates.get(name);
    if (!crate || found.has(crate.dir)) return;
    found.add(crate.dir);
    crate.dependencies.forEach(visit);
  };
  visit(worker.name);
  const tooling = [".cargo/config.toml", "scripts/build/workers.ts", "scripts/build/shrink.ts"];
  return ["Cargo.toml", "Cargo.lock", "migrations", ...tooling, ...found, ...assetSources(worker)];
}

function workspaceCrates(): Map<string, Crate> {
  const output = execFileSync("cargo", ["metadata", "--no-deps", "--offline", "--format-version=1"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  const metadata = JSON.parse(output.toString()) as {
    packages: { name: string; manifest_path: string; dependencies: { name: string; kind: string | null }[] }[];
  };
  const names = new Set(metadata.packages.map((p) => p.name));
  return new Map(
    metadata.packages.map((p) => [
      p.name,
      {
        dir: path.relative(root, path.dirname(p.manifest_path)),
        dependencies: p.dependencies.filter((d) => d.kind !== "dev" && names.has(d.name)).map((d) => d.name),
      },
    ]),
  );
}
