// One build at a time in a checkout: two that write the same files would leave a mixture of both. The operating system
// holds the lock (SQLite's, on an empty database), so a build that is killed gives it back.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const SQLITE_BUSY = 5;

/** Runs `work` while no other process holds the lock in `dir`; calls `onWait` if it has to wait for one. */
export async function whileLocked<T>(dir: string, work: () => Promise<T>, onWait: () => void): Promise<T> {
  mkdirSync(dir, { recursive: true });
  const lock = new DatabaseSync(path.join(dir, "build-lock.sqlite"));
  try {
    for (let isFirst = true; !tryLock(lock); isFirst = false) {
      if (isFirst) onWait();
      await sleep(200);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
