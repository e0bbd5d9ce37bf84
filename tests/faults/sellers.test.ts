// From a seller's cookies to 300 buyers with two scripts each, on the platform as it is run, while TradingView refuses,
// breaks down and loses answers, the cookies die, and everything is killed without warning. In the end TradingView has
// exactly what the books say, nobody was granted anything twice, and the log explains every request.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { all, createBuyers, createSharer, grantsOn, type Sharer, setLimits } from "../support/access.ts";
import { RunningPlatform } from "../support/running-platform.ts";
import { connectBody, TradingView } from "../support/tradingview.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

/** Asking seldom: what the workers log of every request is written by the runner, which has enough to do. */
const PATIENCE = { limitMs: 600_000, everyMs: 1_000 };
const BUYERS = 300;

/** An answer takes longer than anybody waits. */
const TOO_LATE_MS = 20_000;

describe("sellers", { timeout: 1_500_000 }, () => {
  let platform: RunningPlatform;
  before(async () => {
    platform = await RunningPlatform.create({ TRADINGVIEW_SPACING_MS: "20" });
  });
  after(() => platform?.remove());

  const succeeded = (seller: Sharer, id: string, count: number) =>
    waitFor(
      `${count} rows`,
      async () => (await seller.api.get(`/api/access-jobs/${id}`)).body.progress.succeeded >= count,
      PATIENCE,
    );

  test("connect, sync, grant to 300 buyers × 2 scripts through every kind of trouble", async () => {
    const tradingView = new TradingView(platform);
    await setLimits(platform, { burst: 12, per_second: 40 });
    const seller = await createSharer(platform, ["Trend Compass", "Swing Engine"]);
    const usernames = await createBuyers(platform, BUYERS);

    const trouble = { path_prefix: "/pine_perm/add/" };
    await tradingView.fault({ ...trouble, status: 429, times: 12, every: 40, in_a_row: 2 });
    await tradingView.fault({ ...trouble, status: 503, times: 6, every: 61 });
    await tradingView.fault({ ...trouble, status: 502, effect: "after", times: 8, every: 47 });
    await tradingView.fault({ ...trouble, latency_ms: TOO_LATE_MS, effect: "after", times: 2, every: 97 });

    const asked = await seller.api.post("/api/access/bulk", {
      usernames,
      scripts: seller.scripts.map(({ id }) => id),
      duration: "30D",
    });
    assert.equal(asked.status, 202, asked.text);
    const job = asked.body.id as string;

    await succeeded(seller, job, 100);
    await tradingView.expire(seller.account.sessionid);
    const paused = await waitFor(
      "the job to pause",
      async () => {
        const { body } = await seller.api.get(`/api/access-jobs/${job}`);
        return body.status === "paused" ? body : undefined;
      },
      PATIENCE,
    );
    assert.deepEqual([paused.pause_reason, paused.progress.failed], ["connection", 0]);
    const account = await tradingView.signInAgain(seller.account);
    const reconnected = await seller.api.post("/api/connect", await connectBody(seller.api, account));
    assert.ok(reconnected.status < 300, reconnected.text);

    await succeeded(seller, job, 300);
    await platform.kill9();
    await platform.start();

    const end = await waitFor(
      "the job to end",
      async () => {
        const { body } = await seller.api.get(`/api/access-jobs/${job}`).catch(() => ({ body: undefined }));
        return body?.finished_at && body.pending === 0 ? body : undefined;
      },
      PATIENCE,
    );
    assert.deepEqual(end.progress, { total: 2 * BUYERS, succeeded: 2 * BUYERS, failed: 0, cancelled: 0 });

    const books = await all(seller.api, "/api/access");
    assert.equal(books.length, 2 * BUYERS);
    for (const script of seller.scripts) {
      const booked = books.filter((grant) => grant.script.id === script.id);
      const there = new Map((await grantsOn(platform, script)).map((grant) => [grant.username, grant]));
      assert.deepEqual([...there.keys()].sort(), [...usernames].sort());
      for (const grant of booked) {
        const found = there.get(grant.username);
        assert.deepEqual([grant.status, grant.has_access, found?.active], ["active", true, true]);
        assert.equal(Date.parse(found?.expiration ?? ""), Date.parse(grant.expires_at), grant.username);
        assert.deepEqual([found?.added, found?.modified, found?.removed], [1, 0, 0], `${grant.username}: once`);
      }
    }
    explain(platform.query("SELECT * FROM assignment_logs ORDER BY seq"));
    const told = platform.query<{ n: number }>("SELECT count(*) AS n FROM events WHERE type = 'access.granted'");
    assert.equal(told[0]?.n, 2 * BUYERS, "each was told once");
  });

  /** Every request of every grant has an outcome, and the last one says that the access is there. */
  function explain(log: Json[]): void {
    const requests = log.filter((line) => line.kind !== "requested");
    assert.ok(requests.every((line) => line.outcome !== null));
    const outcomes = new Set(requests.map((line) => `${line.kind} ${line.outcome}`));
    for (const seen of ["add applied", "add not_applied", "add unknown", "add dead_session", "look_up found"]) {
      assert.ok(outcomes.has(seen), `${seen}: the trouble took place`);
    }
    const failures = new Set(requests.map((line) => line.failure));
    for (const failure of ["rate_limited", "unavailable", "no_answer", "session_dead"]) {
      assert.ok(failures.has(failure), failure);
    }
    const byGrant = Map.groupBy(requests, (line) => line.grant_id);
    assert.equal(byGrant.size, 2 * BUYERS);
    for (const lines of byGrant.values()) {
      const last = lines.at(-1);
      assert.ok(["add applied", "look_up found"].includes(`${last.kind} ${last.outcome}`), JSON.stringify(lines));
      // A request that may have had its effect is never followed by the same request without a look.
      lines.forEach((line: Json, at: number) => {
        const isUnsure = ["unknown", "lost"].includes(line.outcome) && line.kind === "add";
        if (isUnsure) assert.equal(lines[at + 1]?.kind, "look_up", JSON.stringify(lines));
      });
    }
  }
});
