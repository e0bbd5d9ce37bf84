// Nothing that was acknowledged is lost, and nothing happens twice, when everything is killed without warning: while
// alerts are being accepted, while jobs wait in the outbox, while a screenshot is being taken, right after its upload.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { RunningPlatform } from "../support/running-platform.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const alertsPerBurst = 12;
const atOnce = 6;

/** Sends alerts until as many as wanted are sent or the platform is gone; records the acknowledged ones. */
class Burst {
  readonly acknowledged = new Set<string>();
  readonly done: Promise<unknown>;
  #sent = 0;
  #stopped = false;

  constructor(user: TestUser) {
    this.done = Promise.all(Array.from({ length: atOnce }, () => this.#send(user)));
  }

  async #send(user: TestUser): Promise<void> {
    while (!this.#stopped && this.#sent < alertsPerBurst) {
      this.#sent += 1;
      const alert = { id: randomUUID(), ticker: "BTCUSDT", exchange: "BINANCE", interval: "60", action: "buy" };
      const answer = await user.alert(alert).catch(() => undefined); // killed while we waited: not acknowledged
      if (!answer) this.#stopped = true;
      else if (answer.status === 200) this.acknowledged.add(String(answer.body.signal_id));
      else assert.equal(answer.status, 503, answer.text); // being killed it may still say that it cannot
    }
  }
}

interface SignalRow {
  id: string;
  dedupe_key: string;
  screenshot_status: string;
  screenshot_key: string | null;
  screenshot_error: string | null;
}

describe("kill -9", { timeout: 900_000 }, () => {
  let platform: RunningPlatform;
  before(async () => {
    platform = await RunningPlatform.create();
  });
  // A test that failed between the kill and the start leaves nothing running.
  beforeEach(() => platform.start());
  after(() => platform?.remove());

  const uploads = (): number => {
    const dir = path.join(platform.dir, "storage", "r2");
    return existsSync(dir)
      ? readdirSync(dir, { recursive: true }).filter((name) => `${name}`.includes("blobs")).length
      : 0;
  };
  const count = (sql: string, userId: string): number => Number(platform.query<{ n: number }>(sql, userId)[0]?.n);

  const points: Record<string, (burst: Burst, user: TestUser) => (uploadsBefore: number) => boolean> = {
    "while alerts are being accepted": (burst) => () => burst.acknowledged.size >= 3,
    "while jobs wait in the outbox": (_, user) => () =>
      count("SELECT count(*) AS n FROM jobs WHERE user_id = ? AND sent_at IS NULL", user.id) > 0,
    "while a screenshot is being taken": (_, user) => () =>
      count("SELECT count(*) AS n FROM signals WHERE user_id = ? AND screenshot_status = 'processing'", user.id) > 0,
    "right after a screenshot was uploaded": () => (uploadsBefore) => uploads() > uploadsBefore,
  };

  for (const [point, reached] of Object.entries(points)) {
    test(`${point}: every acknowledged alert is there once and ends`, async () => {
      const user = await signUp(platform);
      const uploadsBefore = uploads();
      const burst = new Burst(user);
      const isReached = reached(burst, user);
      // A kill before the first acknowledgement would prove nothing.
      const isTheMoment = (): boolean => burst.acknowledged.size > 0 && isReached(uploadsBefore);
      await waitFor(`the moment ${point}`, isTheMoment, { everyMs: 1 });
      await platform.kill9();
      await burst.done;

      await platform.start();
      const rows = (): SignalRow[] =>
        platform.query<SignalRow & Record<string, unknown>>("SELECT * FROM signals WHERE user_id = ?", user.id);
      const stored = new Set(rows().map((row) => row.id));
      for (const id of burst.acknowledged) assert.ok(stored.has(id), `${id} was acknowledged and is lost`);
      assert.equal(new Set(rows().map((row) => row.dedupe_key)).size, stored.size, "an alert was stored twice");
      assert.equal(
        count("SELECT coalesce(sum(accepted), 0) AS n FROM signal_usage WHERE user_id = ?", user.id),
        stored.size,
        "the usage counter differs from the stored signals",
      );

      await waitFor(
        "every screenshot to end",
        () => rows().every((row) => row.screenshot_status === "completed" || row.screenshot_status === "failed"),
        { limitMs: 300_000, everyMs: 500 },
      );
      for (const row of rows()) {
        if (row.screenshot_status === "completed") assert.ok(row.screenshot_key, `${row.id} has no picture`);
        else assert.ok(row.screenshot_error, `${row.id} failed without a reason`);
      }
      await waitFor(
        "every job to be gone",
        () => count("SELECT count(*) AS n FROM jobs WHERE user_id = ?", user.id) === 0,
      );
      assert.equal(stored.size, rows().length, "a signal appeared after the restart");
    });
  }
});
