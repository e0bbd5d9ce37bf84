// The dispatch worker where things go wrong: messages that nobody understands, jobs whose workers die, signals and
// accounts that go away meanwhile.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { signUp, signUpAdmin, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const WAIT = { limitMs: 150_000 };
/** Tries of a screenshot. */
const TRIES = 3;

beforeEach(async () => {
  await platform().api.delete("/sandbox/faults");
});

async function send(queue: string, body: unknown): Promise<void> {
  const producer = await platform().platform.miniflare.getQueueProducer(queue, "pinewire-dispatch");
  await producer.send(body, { contentType: "json" });
}

/** A signal that waits for its screenshot, and the job of it as its workers left it. */
async function pending(user: TestUser, job: { attempts?: number; claimedUntil?: number } = {}) {
  const [signal] = await storeSignals(platform(), user, [{ exchange: "BINANCE", screenshot_status: "pending" }]);
  assert.ok(signal);
  const id = newId("job");
  await platform().query(
    `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at, sent_at, attempts,
       claimed_until)
     VALUES (?1, 'screenshots', 'screenshot:' || ?2 || ':1', ?3, json_object('signal_id', ?2), ?4, ?4, ?4, ?5, ?6)`,
    ...[id, signal, user.id, Date.now(), job.attempts ?? 0, job.claimedUntil ?? 0],
  );
  return { job: id, signal };
}

const jobRow = async (id: string) =>
  (await platform().query<{ sent_at: number | null; available_at: number }>("SELECT * FROM jobs WHERE id = ?", id))[0];

const letters = (job: string) =>
  platform().query<{ id: string; error_code: string; attempts: number; status: string }>(
    "SELECT id, error_code, attempts, status FROM dead_letters WHERE job_id = ?",
    job,
  );

async function signalOf(user: TestUser, id: string) {
  return (await user.api.get(`/api/signals/${id}`)).body;
}

const ended = (user: TestUser, id: string) =>
  waitFor(
    `the screenshot of ${id}`,
    async () => {
      const signal = await signalOf(user, id);
      return ["completed", "failed"].includes(signal.screenshot_status) && signal;
    },
    WAIT,
  );

describe("messages", () => {
  for (const [what, body] of Object.entries({
    "names no job": { hello: "world" },
    "names something else": { job_id: "sig_01ARZ3NDEKTSV4RRFFQ69G5FAV" },
    "is a text": "screenshot, please",
    "is empty": null,
  })) {
    test(`one that ${what} becomes a dead letter, and the next one is worked on`, async () => {
      const user = await signUp(platform());
      await platform().query("DELETE FROM dead_letters");
      await send("SCREENSHOT_QUEUE", body);
      const { job, signal } = await pending(user);
      await send("SCREENSHOT_QUEUE", { job_id: job });
      assert.equal((await ended(user, signal)).screenshot_status, "completed");
      const rows = await waitFor(
        "the dead letter",
        async () => {
          const found = await platform().query("SELECT topic, error_code, status, payload FROM dead_letters");
          return found.length > 0 && found;
        },
        WAIT,
      );
      assert.deepEqual(rows, [
        { topic: "screenshots", error_code: "message_unreadable", status: "open", payload: JSON.stringify(body) },
      ]);
    });
  }

  test("one of a job that is over does nothing", async () => {
    const user = await signUp(platform());
    await send("SCREENSHOT_QUEUE", { job_id: newId("job") });
    const { job, signal } = await pending(user);
    await send("SCREENSHOT_QUEUE", { job_id: job });
    assert.equal((await ended(user, signal)).screenshot_status, "completed");
    assert.deepEqual(await letters(job), []);
  });
});

describe("jobs whose workers died", () => {
  test("often enough: the screenshot has failed, with a reason and a dead letter that can be sent again", async () => {
    const user = await signUp(platform());
    const { job, signal } = await pending(user, { attempts: TRIES });
    await send("SCREENSHOT_QUEUE", { job_id: job });
    const failed = await ended(user, signal);
    assert.equal(failed.screenshot_status, "failed");
    assert.match(failed.screenshot_error, /interrupted/);
    const [letter, ...others] = await letters(job);
    assert.ok(letter);
    assert.deepEqual(others, []);
    assert.equal(letter.error_code, "stuck");

    const admin = await signUpAdmin(platform());
    const redrive = { ids: [letter.id], dry_run: false };
    const answer = await admin.api.post("/api/admin/dead-letters/redrive", redrive);
    assert.equal(answer.body?.redriven, 1, answer.text);
    const completed = await waitFor(
      "the screenshot at last",
      async () => {
        const now = await signalOf(user, signal);
        return now.screenshot_status === "completed" && now;
      },
      WAIT,
    );
    assert.equal(completed.screenshot_error, null);
  });

  test("a message that its queue gave up while tries are left is sent again", async () => {
    const user = await signUp(platform());
    const { job } = await pending(user);
    const before = Date.now();
    await deadLetterQueue({ job_id: job });
    const row = await waitFor("the job to be handed back", async () => {
      const now = await jobRow(job);
      return now?.sent_at === null && now;
    });
    assert.ok(row.available_at > before);
    assert.deepEqual(await letters(job), []);
  });

  test("one whose tries are used up is kept as a dead letter, and its owner is told", async () => {
    const user = await signUp(platform());
    const { job, signal } = await pending(user, { attempts: TRIES });
    await deadLetterQueue({ job_id: job });
    assert.equal((await ended(user, signal)).screenshot_status, "failed");
    assert.equal(await jobRow(job), undefined);
    assert.equal((await letters(job)).length, 1);
  });

  test("one that another worker is at is left to it", async () => {
    const user = await signUp(platform());
    const { job } = await pending(user, { attempts: TRIES, claimedUntil: Date.now() + 600_000 });
    const other = await pending(user, { attempts: TRIES });
    await deadLetterQueue({ job_id: job });
    await deadLetterQueue({ job_id: other.job });
    await ended(user, other.signal);
    assert.ok(await jobRow(job), "the job is gone");
    assert.deepEqual(await letters(job), []);
    // Its claim would count against the jobs of other tests.
    await platform().query("DELETE FROM jobs WHERE id = ?", job);
  });
});

describe("what goes away while its screenshot is due", () => {
  test("a deleted signal's job ends without a screenshot", async () => {
    const user = await signUp(platform());
    const { job, signal } = await pending(user);
    assert.equal((await user.api.delete(`/api/signals/${signal}`)).status, 204);
    await send("SCREENSHOT_QUEUE", { job_id: job });
    await waitFor("the job's end", async () => (await jobRow(job)) === undefined, WAIT);
    const [row] = await platform().query("SELECT screenshot_key FROM signals WHERE id = ?", signal);
    assert.deepEqual(row, { screenshot_key: null });
    assert.deepEqual(await letters(job), []);
  });

  test("an account that is erased while the picture is taken leaves no picture behind", async () => {
    const user = await signUp(platform());
    // The chart's page is late, so that the account is gone before the picture is there.
    const fault = { vendor: "tradingview", path_prefix: "/chart", latency_ms: 4_000 };
    assert.equal((await platform().api.post("/sandbox/faults", fault)).status, 201);
    const { job, signal } = await pending(user);
    await send("SCREENSHOT_QUEUE", { job_id: job });
    await waitFor("the worker to begin", async () => (await signalOf(user, signal)).screenshot_status === "processing");
    await platform().query("DELETE FROM users WHERE id = ?", user.id);
    // The consumer takes the next batch when it is done with this one.
    const next = await signUp(platform());
    const after = await pending(next);
    await send("SCREENSHOT_QUEUE", { job_id: after.job });
    assert.equal((await ended(next, after.signal)).screenshot_status, "completed");
    const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-dispatch");
    const { objects } = await bucket.list({ prefix: `${user.id}/` });
    assert.deepEqual(objects, []);
    const { objects: kept } = await bucket.list({ prefix: `${next.id}/` });
    assert.equal(kept.length, 1);
  });
});

/** Delivers a message to the dead-letter queue's consumer, as the queue does with what it gave up. */
async function deadLetterQueue(body: unknown): Promise<void> {
  const worker = await platform().platform.miniflare.getWorker("pinewire-dispatch");
  const message = { id: newId("msg"), timestamp: new Date(), attempts: 11, body };
  const { outcome } = await worker.queue("pinewire-screenshots-dlq", [message]);
  assert.equal(outcome, "ok");
}
