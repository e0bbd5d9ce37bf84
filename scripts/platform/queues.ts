// The simulator keeps queues in memory. When it starts they are empty and nobody works on a job, whatever the jobs table
// of an earlier session says; the deployed platform would find that out after some minutes, here it is known at once.

import type { Platform } from "./platform.ts";

/** Has every job sent again that the last session had sent to a queue or was working on. */
export async function forgetLostMessages(platform: Platform): Promise<void> {
  const db = await platform.database();
  await db.prepare("UPDATE jobs SET sent_at = NULL, claimed_until = 0").run();
}
