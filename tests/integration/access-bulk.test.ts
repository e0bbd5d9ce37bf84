// Jobs over many grants: made of names and scripts or of a file, watched, paused, resumed, cancelled.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  all,
  createBuyers,
  createSharer,
  FAST,
  finished,
  give,
  grantsOn,
  PATIENCE,
  type Sharer,
  settled,
  unlimited,
} from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { connectBody, TradingView } from "../support/tradingview.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const platform = usePlatform({ vars: FAST });
const tradingView = () => new TradingView(platform());
let seller: Sharer;

beforeEach(async () => {
  await tradingView().clearFaults();
  if (seller) return;
  await unlimited(platform());
  seller = await createSharer(platform(), ["Trend Compass", "Swing Engine"]);
});

const ids = (sharer: Sharer = seller) => sharer.scripts.map((script) => script.id);
const rows = (id: string, query = "", sharer: Sharer = seller) =>
  all(sharer.api, `/api/access-jobs/${id}/rows${query}`);
const csv = (body: string, query = "", headers: Record<string, string> = {}) =>
  seller.api.request("POST", `/api/access/bulk${query}`, { body, headers: { "content-type": "text/csv", ...headers } });

async function start(body: Record<string, unknown>, sharer: Sharer = seller): Promise<Json> {
  const answer = await sharer.api.post("/api/access/bulk", { scripts: ids(sharer), ...body });
  assert.equal(answer.status, 202, answer.text);
  return answer.body;
}

/** A job whose rows take long enough to be caught at work. */
async function slowJob(count: number): Promise<{ job: Json; usernames: string[] }> {
  const usernames = await createBuyers(platform(), count);
  await tradingView().fault({ path_prefix: "/pine_perm/add/", latency_ms: 300, times: 10_000 });
  return { job: await start({ usernames, scripts: [ids()[0]], duration: "30D" }), usernames };
}

describe("a job", () => {
  test("gives every user every script, and tells how far it is", async () => {
    const usernames = await createBuyers(platform(), 20);
    // A name in another spelling, and one that comes twice.
    const given = [...usernames, usernames[0]?.toUpperCase()].map((name, at) =>
      at === 1 ? name?.toLowerCase() : name,
    );
    const job = await start({ usernames: given, duration: "30D" });
    assert.deepEqual([job.kind, job.status, job.progress.total, job.percent], ["grant", "running", 40, 0]);
    const end = await finished(seller, job.id);
    assert.deepEqual([end.status, end.pending, end.percent], ["completed", 0, 100]);
    assert.deepEqual(end.progress, { total: 40, succeeded: 40, failed: 0, cancelled: 0 });
    const results = await rows(job.id);
    assert.deepEqual(
      results.map((row) => row.row),
      Array.from({ length: 40 }, (_, at) => at + 1),
    );
    assert.ok(results.every((row) => row.status === "done" && row.effect === "applied" && row.grant_id));
    for (const script of seller.scripts) {
      const there = (await grantsOn(platform(), script)).filter((grant) => usernames.includes(grant.username));
      assert.equal(there.length, 20, "each in the exact spelling");
      assert.ok(there.every((grant) => grant.active && grant.added === 1));
    }
    const listed = (await seller.api.get("/api/access-jobs")).body.data;
    assert.equal(listed[0].id, job.id);
  });

  test("tells of each row that fails, and does the others", async () => {
    const [username] = await createBuyers(platform(), 1);
    const job = await start({ usernames: ["Not_on_TradingView", username], duration: "1L" });
    const end = await finished(seller, job.id);
    assert.deepEqual([end.status, end.progress.succeeded, end.progress.failed], ["completed", 2, 2]);
    const failed = await rows(job.id, "?status=failed");
    assert.deepEqual(
      failed.map((row) => [row.username, row.failure]),
      [
        ["Not_on_TradingView", "user_not_found"],
        ["Not_on_TradingView", "user_not_found"],
      ],
    );
    assert.match(failed[0].reason, /exact username/);
  });

  test("of a file takes its own durations, and spoils no row for another", async () => {
    const [one, two, three] = await createBuyers(platform(), 3);
    const [script, other] = seller.scripts;
    const answer = await csv(
      [
        "username,script,duration,expires_at",
        `${one},${script?.id},,`,
        `@${two},${script?.pine_id},10D,`,
        `${three},${other?.title},,2030-01-31`,
        `${three},${other?.id},,`,
        "jane doe,x,,",
        `${one},A script of somebody else,,`,
        `${one},${other?.id},1X,`,
      ].join("\r\n"),
      "?duration=30D",
    );
    assert.equal(answer.status, 202, answer.text);
    const end = await finished(seller, answer.body.id);
    assert.deepEqual(end.progress, { total: 7, succeeded: 3, failed: 4, cancelled: 0 });
    const results = await rows(answer.body.id);
    assert.deepEqual(
      results.map((row) => [row.row, row.status]),
      [
        [2, "done"],
        [3, "done"],
        [4, "done"],
        [5, "failed"],
        [6, "failed"],
        [7, "failed"],
        [8, "failed"],
      ],
    );
    assert.match(results[3].reason, /repeats/);
    assert.match(results[5].reason, /no such script/);
    const grant = await settled(seller, results[2].grant_id);
    assert.equal(grant.expires_at, "2030-01-31T00:00:00.000Z");
  });

  test("is refused when nothing of it can be done", async () => {
    const many = Array.from({ length: 501 }, (_, at) => `Somebody_${at}`);
    for (const [body, field] of [
      [{ usernames: [], duration: "1D" }, "usernames"],
      [{ usernames: ["jane"], scripts: [], duration: "1D" }, "scripts"],
      [{ usernames: ["jane"], scripts: ["scr_x"], duration: "1D" }, "scripts[0]"],
      [{ usernames: ["jane", "j e"], duration: "1D" }, "usernames[1]"],
      [{ usernames: many, duration: "1D" }, "usernames"],
      [{ usernames: ["jane"] }, "duration"],
    ] as const) {
      const answer = await seller.api.post("/api/access/bulk", { scripts: ids(), ...body });
      assert.deepEqual([answer.status, answer.body.errors?.[0].field], [422, field], answer.text);
    }
    assert.equal((await csv("user\njane")).status, 422);
    assert.equal((await csv("username,script\n")).status, 422);
    assert.equal((await csv("x".repeat(300 * 1024))).status, 413);
    const stranger = await signUp(platform());
    const { id } = (await seller.api.get("/api/access-jobs")).body.data[0];
    for (const path of [`/api/access-jobs/${id}`, `/api/access-jobs/${id}/rows`]) {
      assert.equal((await stranger.api.get(path)).status, 404);
    }
    for (const what of ["pause", "resume", "cancel"]) {
      assert.equal((await stranger.api.post(`/api/access-jobs/${id}/${what}`)).status, 404);
    }
  });

  test("sent again with its Idempotency-Key is the same job", async () => {
    const usernames = await createBuyers(platform(), 3);
    const body = { usernames, scripts: ids(), duration: "30D" };
    const headers = { "idempotency-key": `bulk-${usernames[0]}` };
    const answers = [];
    for (let time = 0; time < 3; time++) {
      answers.push(await seller.api.post("/api/access/bulk", body, { headers }));
    }
    assert.equal(new Set(answers.map((answer) => answer.body.id)).size, 1);
    await finished(seller, answers[0]?.body.id);
    for (const script of seller.scripts) {
      const there = (await grantsOn(platform(), script)).filter((grant) => usernames.includes(grant.username));
      assert.ok(there.every((grant) => grant.added === 1 && grant.modified === 0));
    }
    const other = await seller.api.post("/api/access/bulk", { ...body, duration: "31D" }, { headers });
    assert.deepEqual([other.status, other.body.code], [422, "idempotency_mismatch"]);
  });
});

describe("a job at work", () => {
  test("pauses, resumes and ends", async () => {
    const { job } = await slowJob(15);
    const paused = await seller.api.post(`/api/access-jobs/${job.id}/pause`);
    assert.deepEqual([paused.body.status, paused.body.pause_reason], ["paused", "requested"], paused.text);
    // What had begun is finished, and then nothing more happens.
    const working = () => rows(job.id, "?status=working");
    await waitFor("the rows at work to end", async () => (await working()).length === 0, PATIENCE);
    const before = (await rows(job.id, "?status=queued")).length;
    assert.ok(before > 0, "it was caught at work");
    // A single wish does not wait for the job.
    const [username] = await createBuyers(platform(), 1);
    await settled(seller, (await give(seller, { username, duration: "1D" })).id);
    assert.equal((await rows(job.id, "?status=queued")).length, before);
    await tradingView().clearFaults();
    const resumed = await seller.api.post(`/api/access-jobs/${job.id}/resume`);
    assert.equal(resumed.body.status, "running", resumed.text);
    const end = await finished(seller, job.id);
    assert.deepEqual([end.status, end.progress.succeeded], ["completed", 15]);
    assert.equal((await seller.api.post(`/api/access-jobs/${job.id}/pause`)).status, 409);
  });

  test("is cancelled: what has begun is finished, the rest is not begun", async () => {
    const { job, usernames } = await slowJob(15);
    await waitFor("the first row", async () => (await rows(job.id, "?status=done")).length > 0, PATIENCE);
    const cancelled = await seller.api.post(`/api/access-jobs/${job.id}/cancel`);
    assert.equal(cancelled.body.status, "cancelled", cancelled.text);
    await tradingView().clearFaults();
    const end = await finished(seller, job.id);
    assert.ok(end.progress.cancelled > 0 && end.progress.succeeded > 0);
    assert.equal(end.progress.cancelled + end.progress.succeeded, 15);
    const [script] = seller.scripts;
    const there = (await grantsOn(platform(), script as never)).filter((grant) => usernames.includes(grant.username));
    assert.equal(there.length, end.progress.succeeded);
    const never = await rows(job.id, "?status=cancelled");
    const { body } = await seller.api.get(`/api/access/${never[0].grant_id}`);
    assert.deepEqual([body.status, body.has_access, body.open_changes], ["revoked", false, 0]);
    for (const what of ["pause", "resume", "cancel"]) {
      assert.equal((await seller.api.post(`/api/access-jobs/${job.id}/${what}`)).status, 409, what);
    }
  });

  test("is overtaken by a single wish", async () => {
    const { job } = await slowJob(40);
    const [username] = await createBuyers(platform(), 1);
    await settled(seller, (await give(seller, { username, duration: "1D" })).id);
    const left = (await seller.api.get(`/api/access-jobs/${job.id}`)).body.pending;
    assert.ok(left > 10, `${left} rows are still to come`);
    await tradingView().clearFaults();
    await finished(seller, job.id);
  });

  test("waits while the cookies are dead, and goes on after the reconnect", async () => {
    const own = await createSharer(platform());
    const usernames = await createBuyers(platform(), 10);
    await tradingView().expire(own.account.sessionid);
    const job = await start({ usernames, duration: "30D" }, own);
    const paused = await waitFor(
      "the job to pause",
      async () => {
        const { body } = await own.api.get(`/api/access-jobs/${job.id}`);
        return body.status === "paused" ? body : undefined;
      },
      PATIENCE,
    );
    assert.deepEqual([paused.pause_reason, paused.progress.failed], ["connection", 0]);
    const account = await tradingView().signInAgain(own.account);
    const again = await own.api.post("/api/connect", await connectBody(own.api, account));
    assert.ok(again.status < 300, again.text);
    const end = await finished(own, job.id);
    assert.deepEqual([end.status, end.progress.succeeded], ["completed", 10]);
  });
});
