// Puts a worker's files together that are deployed beside it: what its folder `assets` has, and, for TradingView's
// stand-in, the chart library, which its chart page runs in the browser.

import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Worker } from "../project.ts";
import { nodeModules } from "../setup/paths.mjs";

const library = path.join(nodeModules, "lightweight-charts");

/** What a worker's assets are made of, besides its own sources. */
export function assetSources(worker: Worker): string[] {
  return servesCharts(worker) ? [path.join(library, "package.json")] : [];
}

/** Writes the folder `build/assets` of a worker that has assets of its own. */
export function addAssets(worker: Worker): void {
  const own = path.join(worker.crateDir, "assets");
  if (!existsSync(own)) return;
  const built = path.join(worker.crateDir, "build", "assets");
  rmSync(built, { recursive: true, force: true });
  cpSync(own, built, { recursive: true });
  if (!servesCharts(worker)) return;
  const folder = path.join(built, "sandbox-assets");
  mkdirSync(folder, { recursive: true });
  const script = path.join(library, "dist", "lightweight-charts.standalone.production.js");
  cpSync(script, path.join(folder, "lightweight-charts.js"));
  cpSync(path.join(library, "LICENSE"), path.join(folder, "lightweight-charts.LICENSE.txt"));
}

function servesCharts(worker: Worker): boolean {
  return worker.id === "sandbox-tradingview";
}
