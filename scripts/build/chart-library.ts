// Puts the chart library where TradingView's stand-in serves it from: its chart page runs it in the browser.

import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { Worker } from "../project.ts";
import { nodeModules } from "../setup/paths.mjs";

const library = path.join(nodeModules, "lightweight-charts");

/** What a worker's assets are made of, besides its own sources. */
export function chartLibrarySources(worker: Worker): string[] {
  return servesCharts(worker) ? [path.join(library, "package.json")] : [];
}

/** Copies the library, with its licence, into the stand-in's assets. Other workers get nothing. */
export function addChartLibrary(worker: Worker): void {
  if (!servesCharts(worker)) return;
  const folder = path.join(worker.crateDir, "build", "assets", "sandbox-assets");
  mkdirSync(folder, { recursive: true });
  const script = path.join(library, "dist", "lightweight-charts.standalone.production.js");
  copyFileSync(script, path.join(folder, "lightweight-charts.js"));
  copyFileSync(path.join(library, "LICENSE"), path.join(folder, "lightweight-charts.LICENSE.txt"));
}

function servesCharts(worker: Worker): boolean {
  return worker.id === "sandbox-tradingview";
}
