// Finds and ends what a killed session left behind (kill -9 gives it no chance to end its own workerd and Chrome). They
// are told by the cache folder in their environment, which names the instance that started them.

import { readdirSync, readFileSync } from "node:fs";

/** Ends every process that was started for the instance with this cache folder. Linux only; elsewhere none is found. */
export function endOrphans(cacheDir: string): void {
  for (const pid of processesOf(cacheDir)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself in between.
    }
  }
}

/** Process ids of workerd and Chrome that belong to the instance with this cache folder. */
export function processesOf(cacheDir: string): number[] {
  const marker = `XDG_CACHE_HOME=${cacheDir}`;
  return processIds().filter((pid) => pid !== process.pid && read(`/proc/${pid}/environ`).split("\0").includes(marker));
}

/** Whether a process runs whose command line contains the text: ids are used again after a restart of the machine. */
export function isAlive(pid: number, commandPart: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = read(`/proc/${pid}/cmdline`);
  return command === "" ? process.platform !== "linux" : command.includes(commandPart);
}

function processIds(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid));
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
