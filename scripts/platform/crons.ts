// Ticks every worker's cron triggers on their schedules, as the deployed platform does (in UTC). A schedule that came due
// while the platform was stopped is ticked once at the start: the deployed platform is never stopped.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Cron } from "croner";
import type { Worker } from "../project.ts";

export interface CronTick {
  worker: string;
  cron: string;
  scheduledTime: Date;
}

interface CronOptions {
  workers: Worker[];
  /** Remembers when each schedule was last ticked. */
  recordFile: string;
  run: (tick: CronTick) => Promise<void>;
  onError: (tick: CronTick, error: unknown) => void;
}

/** Starts the clocks. A tick that is still at work when the next one is due is not overlapped. */
export function startCrons({ workers, recordFile, run, onError }: CronOptions): void {
  const lastTicks = readRecord(recordFile);
  const tick = async (worker: Worker, cron: string, scheduledTime: Date): Promise<void> => {
    const due = { worker: worker.name, cron, scheduledTime };
    await run(due).catch((error: unknown) => onError(due, error));
    lastTicks[key(worker, cron)] = scheduledTime.getTime();
    writeFileSync(recordFile, JSON.stringify(lastTicks));
  };
  for (const worker of workers) {
    for (const cron of worker.config.triggers?.crons ?? []) {
      const job: Cron = new Cron(cron, { timezone: "UTC", protect: true, unref: true }, () =>
        tick(worker, cron, job.currentRun() ?? new Date()),
      );
      const last = lastTicks[key(worker, cron)];
      const [missed] = job.previousRuns(1);
      if (last !== undefined && missed && missed.getTime() > last) void tick(worker, cron, missed);
    }
  }
}

function key(worker: Worker, cron: string): string {
  return `${worker.name} ${cron}`;
}

function readRecord(file: string): Record<string, number> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  } catch {
    return {}; // cut off by a crash: the next ticks write it anew
  }
}
