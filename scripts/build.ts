// `npm run build`: builds every worker and the web app, as far as their sources changed.

import { pathToFileURL } from "node:url";
import { whileLocked } from "./build/lock.ts";
import { buildWeb, isWebStale } from "./build/web.ts";
import { buildWorkers, staleWorkers } from "./build/workers.ts";
import { readWorkers, stateDir } from "./project.ts";
import { exitWith } from "./setup/errors.mjs";
import { Progress } from "./setup/progress.mjs";

/** Builds what is stale and returns whether anything was. Waits for another build in this checkout. */
export function build(): Promise<boolean> {
  const onWait = () => process.stdout.write("Another build is running in this checkout. Waiting for it to end.\n");
  return whileLocked(stateDir, buildStale, onWait);
}

async function buildStale(): Promise<boolean> {
  const stale = staleWorkers(readWorkers());
  const web = isWebStale();
  const progress = new Progress(Number(stale.length > 0) + Number(web));
  if (stale.length > 0) {
    const names = stale.map(({ worker }) => worker.id).join(", ");
    await progress.step(`Building workers: ${names}`, (note) => buildWorkers(stale, note));
  }
  if (web) await progress.step("Building the web app", buildWeb);
  return stale.length > 0 || web;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  build()
    .then((built) => built || process.stdout.write("Everything is built already.\n"))
    .catch(exitWith);
}
