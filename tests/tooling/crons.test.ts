// Crons tick on their schedules, and make up for the time in which the platform was stopped.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { type CronTick, startCrons } from "../../scripts/platform/crons.ts";
import type { Worker } from "../../scripts/project.ts";
import { waitFor } from "../support/wait.ts";

const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-crons-"));

function worker(...crons: string[]): Worker {
  return {
    name: "api",
    id: "api",
    crateDir: "",
    configPath: "",
    entry: "",
    config: { name: "api", main: "", triggers: { crons } },
  };
}

const fail = (_: CronTick, error: unknown): never => {
  throw error;
};

test("a schedule that came due while the platform was stopped is ticked once at the start", () => {
  const recordFile = path.join(dir, "missed.json");
  const hoursAgo = Date.now() - 3 * 3_600_000;
  // The second one was ticked since it was last due.
  writeFileSync(recordFile, JSON.stringify({ "api 0 * * * *": hoursAgo, "api 30 * * * *": Date.now() }));
  const ticks: CronTick[] = [];
  startCrons({
    workers: [worker("0 * * * *", "30 * * * *", "0 0 1 1 *")],
    recordFile,
    run: async (tick) => {
      ticks.push(tick);
    },
    onError: fail,
  });
  assert.deepEqual(
    ticks.map(({ cron, scheduledTime }) => [
      cron,
      scheduledTime.getUTCMinutes(),
      scheduledTime.getTime() <= Date.now(),
    ]),
    [["0 * * * *", 0, true]],
  );
});

test("a first start makes up for nothing; then the schedule is kept", async () => {
  const ticks: CronTick[] = [];
  startCrons({
    workers: [worker("* * * * * *")],
    recordFile: path.join(dir, "first.json"),
    run: async (tick) => {
      ticks.push(tick);
    },
    onError: fail,
  });
  assert.equal(ticks.length, 0);
  await waitFor("a tick", () => ticks.length > 0, { limitMs: 10_000, everyMs: 20 });
  assert.equal(ticks[0]?.worker, "api");
});

test("a tick that fails is reported and the clock goes on", async () => {
  const errors: unknown[] = [];
  startCrons({
    workers: [worker("* * * * * *")],
    recordFile: path.join(dir, "failing.json"),
    run: () => Promise.reject(new Error("no database")),
    onError: (_, error) => errors.push(error),
  });
  await waitFor("two failed ticks", () => errors.length > 1, { limitMs: 10_000, everyMs: 20 });
});
