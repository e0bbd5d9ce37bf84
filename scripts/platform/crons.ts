// Ticks every worker's cron triggers on their schedules, as the deployed platform does (in UTC).

import { Cron } from "croner";
import type { Worker } from "../project.ts";

export interface CronTick {
  worker: string;
  cron: string;
  scheduledTime: Date;
}

/** Starts the clocks. A tick that is still at work when the next is due is not overlapped. Returns how to stop them. */
export function startCrons(
  workers: Worker[],
  run: (tick: CronTick) => Promise<void>,
  onError: (tick: CronTick, error: unknown) => void,
): () => void {
  const jobs = workers.flatMap((worker) =>
    (worker.config.triggers?.crons ?? []).map((cron) => {
      const job = new Cron(cron, { timezone: "UTC", protect: true, unref: true }, async () => {
        const tick = { worker: worker.name, cron, scheduledTime: job.currentRun() ?? new Date() };
        await run(tick).catch((error: unknown) => onError(tick, error));
      });
      return job;
    }),
  );
  return () => {
    for (const job of jobs) job.stop();
  };
}
