// Screenshots of charts, from the alert to the picture: the sandbox's chart page in a real browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { readPng } from "../support/png.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform({ vars: { SCREENSHOT_CONCURRENCY: "2" } });

/** What the chart page paints its candles with. */
const CANDLES = { up: "#089981", down: "#f23645" };
const WAIT = { limitMs: 150_000, everyMs: 200 };
const VALID = { tv_sessionid_plain: "sandbox-valid-jane", tv_sessionid_sign_plain: "v3:signature" };
const EXPIRED = { tv_sessionid_plain: "sandbox-expired-jane", tv_sessionid_sign_plain: "v3:signature" };

interface Shot {
  id: string;
  screenshot_status: string;
  screenshot_error: string | null;
  timeline: { kind: string; detail: Record<string, unknown> }[];
}

async function configure(user: TestUser, config: Record<string, unknown>): Promise<void> {
  const { status, text } = await user.api.put("/api/config", config);
  assert.equal(status, 200, text);
}

async function alert(user: TestUser, body: Record<string, unknown> = {}): Promise<string> {
  const answer = await user.alert({ ticker: "BTCUSDT", exchange: "BINANCE", interval: "60", ...body });
  assert.equal(answer.status, 200, answer.text);
  return String(answer.body.signal_id);
}

function ended(user: TestUser, id: string): Promise<Shot> {
  return waitFor(
    `the screenshot of ${id}`,
    async () => {
      const { body } = await user.api.get(`/api/signals/${id}`);
      return ["completed", "failed"].includes(body.screenshot_status) && (body as Shot);
    },
    WAIT,
  );
}

async function picture(user: TestUser, id: string): Promise<Uint8Array> {
  const authorization = `Bearer ${user.accessToken}`;
  const response = await fetch(`${platform().url}/api/signals/${id}/screenshot.png`, { headers: { authorization } });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "image/png");
  return new Uint8Array(await response.arrayBuffer());
}

const kinds = (shot: Shot): string[] => shot.timeline.map(({ kind }) => kind).slice(3);

async function failCharts(times: number, status = 503): Promise<void> {
  const fault = { vendor: "tradingview", path_prefix: "/chart", status, times };
  const { status: answer, text } = await platform().api.post("/sandbox/faults", fault);
  assert.equal(answer, 201, text);
}

async function cookiesOf(user: TestUser): Promise<unknown> {
  return (await user.api.get("/api/config")).body.cookies.valid;
}

test("an alert gets a picture of its chart, in the size that was chosen, with candles on it", async () => {
  const user = await signUp(platform());
  await configure(user, { screenshot_resolution: "720p", preferred_timezone: "Europe/Istanbul" });
  const id = await alert(user);
  const shot = await ended(user, id);
  assert.equal(shot.screenshot_error, null);
  assert.deepEqual(kinds(shot), ["screenshot_processing", "screenshot_completed"]);
  const png = readPng(await picture(user, id));
  assert.deepEqual([png.width, png.height], [1280, 720]);
  for (const colour of Object.values(CANDLES)) assert.ok(png.count(colour) > 500, `${png.count(colour)} of ${colour}`);
  assert.deepEqual(await platform().query("SELECT id FROM jobs WHERE user_id = ?", user.id), []);
});

test("a page that lets no script of ours run is pictured all the same", async () => {
  const user = await signUp(platform());
  await configure(user, { screenshot_resolution: "720p" });
  const id = await alert(user, { chart_id: "cspChart1" });
  assert.equal((await ended(user, id)).screenshot_error, null);
  const png = readPng(await picture(user, id));
  for (const colour of Object.values(CANDLES)) assert.ok(png.count(colour) > 500, `${png.count(colour)} of ${colour}`);
});

test("a private chart is shown to its owner's cookies alone", async () => {
  const [owner, stranger, expired] = await Promise.all([1, 2, 3].map(() => signUp(platform())));
  assert.ok(owner && stranger && expired);
  await Promise.all([configure(owner, VALID), configure(expired, EXPIRED)]);
  const users = [owner, stranger, expired];
  const ids = await Promise.all(users.map((user) => alert(user, { chart_id: "prvChart1" })));
  const shots = await Promise.all(users.map((user, n) => ended(user, ids[n] as string)));
  assert.deepEqual(
    shots.map((shot) => shot.screenshot_status),
    ["completed", "failed", "failed"],
  );
  assert.match(shots[1]?.screenshot_error ?? "", /private/);
  assert.match(shots[2]?.screenshot_error ?? "", /expired/);
  assert.deepEqual(await Promise.all(users.map(cookiesOf)), [true, null, false]);
  // Trying again would not help, nor could an operator.
  assert.equal(kinds(shots[2] as Shot).filter((kind) => kind === "screenshot_retry").length, 0);
  const letters = await platform().query("SELECT id FROM dead_letters WHERE user_id = ?", expired.id);
  assert.deepEqual(letters, []);
});

test("a chart that can't be loaded is tried three times, then given up with a reason and a dead letter", async () => {
  const user = await signUp(platform());
  await failCharts(3);
  const shot = await ended(user, await alert(user));
  assert.equal(shot.screenshot_status, "failed");
  assert.match(shot.screenshot_error ?? "", /did not answer/);
  const attempt = ["screenshot_processing", "screenshot_retry"];
  assert.deepEqual(kinds(shot), [...attempt, ...attempt, "screenshot_processing", "screenshot_failed"]);
  const letters = await platform().query(
    "SELECT topic, error_code, attempts, status FROM dead_letters WHERE user_id = ?",
    user.id,
  );
  assert.deepEqual(letters, [{ topic: "screenshots", error_code: "chart_unavailable", attempts: 3, status: "open" }]);
});

test("a message that comes twice does nothing twice", async () => {
  const user = await signUp(platform());
  const [signal] = await storeSignals(platform(), user, [{ exchange: "BINANCE", screenshot_status: "pending" }]);
  assert.ok(signal);
  const job = await addJob(user, signal, { sent: true });
  const queue = await screenshotQueue();
  await Promise.all([1, 2, 3].map(() => queue.send({ job_id: job }, { contentType: "json" })));
  const shot = await ended(user, signal);
  await queue.send({ job_id: job }, { contentType: "json" });
  const after = await ended(user, await alert(user));
  assert.equal(after.screenshot_status, "completed");
  const { body } = await user.api.get(`/api/signals/${signal}`);
  assert.deepEqual(body.timeline, shot.timeline);
  assert.deepEqual(kinds(shot), ["screenshot_processing", "screenshot_completed"]);
});

test("a message that its queue lost is sent again, and a signal without a job gets one", async () => {
  const user = await signUp(platform());
  const longAgo = Date.now() - 20 * 60_000;
  const pending = { created_at: longAgo, exchange: "BINANCE", screenshot_status: "pending" };
  const [lost, stuck] = await storeSignals(platform(), user, [
    pending,
    { ...pending, screenshot_status: "processing" },
  ]);
  assert.ok(lost && stuck);
  await addJob(user, lost, { sent: true, at: longAgo });
  await platform().tick("pinewire-dispatch", "* * * * *");
  await platform().tick("pinewire-operations", "* * * * *");
  const shots = await Promise.all([ended(user, lost), ended(user, stuck)]);
  assert.deepEqual(
    shots.map((shot) => shot.screenshot_status),
    ["completed", "completed"],
  );
  assert.deepEqual(kinds(shots[0] as Shot), ["screenshot_processing", "screenshot_completed"]);
  assert.deepEqual(kinds(shots[1] as Shot), ["screenshot_retry", "screenshot_processing", "screenshot_completed"]);
});

test("no more screenshots are taken at once than the setting allows, and none is lost by that", async () => {
  const user = await signUp(platform());
  const ids = await Promise.all([..."ABCDEF"].map((n) => alert(user, { ticker: `TEST${n}` })));
  let most = 0;
  await waitFor(
    "all screenshots",
    async () => {
      const [row] = await platform().query<{ active: number }>(
        "SELECT count(*) AS active FROM jobs WHERE topic = 'screenshots' AND claimed_until > ?",
        Date.now(),
      );
      most = Math.max(most, row?.active ?? 0);
      const open = await platform().query("SELECT id FROM jobs WHERE user_id = ?", user.id);
      return open.length === 0;
    },
    { ...WAIT, everyMs: 20 },
  );
  assert.ok(most >= 1 && most <= 2, `${most} at once`);
  const shots = await Promise.all(ids.map((id) => ended(user, id)));
  assert.ok(shots.every((shot) => shot.screenshot_status === "completed"));
});

async function addJob(user: TestUser, signal: string, job: { sent: boolean; at?: number }): Promise<string> {
  const id = newId("job");
  const at = job.at ?? Date.now();
  await platform().query(
    `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at, sent_at)
     VALUES (?1, 'screenshots', 'screenshot:' || ?2 || ':1', ?3, json_object('signal_id', ?2), ?4, ?4, ?5)`,
    ...[id, signal, user.id, at, job.sent ? at : null],
  );
  return id;
}

function screenshotQueue() {
  return platform().platform.miniflare.getQueueProducer("SCREENSHOT_QUEUE", "pinewire-dispatch");
}
