// `npm run size`: how large each worker is when it is uploaded. A worker is fetched, compiled and started on demand, so
// its size is part of every cold start.

import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { readWorkers, stateDir, type Worker } from "./project.ts";
import { exitWith } from "./setup/errors.mjs";
import { wrangler } from "./wrangler.ts";

/** The most that one worker may weigh, compressed: WebAssembly and JavaScript together. */
export const budgetBytes = 200 * 1024;

export interface WorkerSize {
  name: string;
  bytes: number;
  gzipBytes: number;
}

/** Bundles built workers exactly as a deployment would and weighs what would be uploaded. */
export async function measureSizes(workers: readonly Worker[] = readWorkers()): Promise<WorkerSize[]> {
  const sizes: WorkerSize[] = [];
  for (const worker of workers) sizes.push(await measure(worker));
  return sizes;
}

async function measure(worker: Worker): Promise<WorkerSize> {
  const outdir = path.join(stateDir, "bundles", worker.id);
  // The file names change with their content: what an earlier run left would be weighed too.
  rmSync(outdir, { recursive: true, force: true });
  await wrangler(["deploy", "--dry-run", "--config", worker.configPath, "--outdir", outdir]);
  const files = readdirSync(outdir)
    .filter((name) => name.endsWith(".js") || name.endsWith(".wasm"))
    .map((name) => readFileSync(path.join(outdir, name)));
  return {
    name: worker.name,
    bytes: sum(files.map((file) => file.length)),
    gzipBytes: sum(files.map((file) => gzipSync(file, { level: 9 }).length)),
  };
}

export function overBudget(sizes: readonly WorkerSize[]): WorkerSize[] {
  return sizes.filter(({ gzipBytes }) => gzipBytes > budgetBytes);
}

/** The sizes as lines of text. */
export function sizeReport(sizes: readonly WorkerSize[]): string {
  return sizes
    .map(({ name, bytes, gzipBytes }) => {
      const verdict = gzipBytes > budgetBytes ? `  over the budget of ${kib(budgetBytes)}` : "";
      return `  ${name.padEnd(24)} ${kib(bytes).padStart(10)}  gzipped ${kib(gzipBytes).padStart(9)}${verdict}`;
    })
    .join("\n");
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function main(): Promise<void> {
  const sizes = await measureSizes();
  process.stdout.write(`${sizeReport(sizes)}\n`);
  if (overBudget(sizes).length > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main().catch(exitWith);
