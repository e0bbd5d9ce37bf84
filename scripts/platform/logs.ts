// Keeps what the workers write to their console: everything in a file, warnings and errors on the terminal too.

import { appendFileSync, existsSync, renameSync, statSync } from "node:fs";
import type { WorkerLog } from "./platform.ts";

const rotateAtBytes = 20 * 1024 * 1024;
const shown = new Set(["warn", "error"]);

/** A receiver of worker logs that writes to the file, and to the terminal what somebody should see. */
export function logTo(file: string, options: { verbose: boolean }): (log: WorkerLog) => void {
  if (existsSync(file) && statSync(file).size > rotateAtBytes) renameSync(file, `${file}.1`);
  return ({ timestamp, level, message }) => {
    const line = `${new Date(timestamp).toISOString()} ${level} ${message}\n`;
    appendFileSync(file, line);
    if (options.verbose || shown.has(level)) process.stderr.write(line);
  };
}
