// The books against TradingView: what differs is found, page by page and only from complete lists, and mended in either
// direction.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  all,
  createBuyers,
  createSharer,
  FAST,
  finished,
  grantOn,
  PATIENCE,
  type SharedScript,
  type Sharer,
  settled,
  unlimited,
} from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { connect, TradingView } from "../support/tradingview.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const platform = usePlatform({ vars: FAST });
const tradingView = () => new TradingView(platform());
const DAY = 86_400_000;

beforeEach(async () => {
  await tradingView().clearFaults();
  await unlimited(platform());
});

const script = (of: Sharer) => of.scripts[0] as SharedScript;

/** A seller with so many grants of one script. */
async function sharerWith(count: number): Promise<{ seller: Sharer; usernames: string[] }> {
  const seller = await createSharer(platform());
  const usernames = await createBuyers(platform(), count);
  const job = await seller.api.post("/api/access/bulk", { usernames, scripts: [script(seller).id], duration: "30D" });
  assert.equal(job.status, 202, job.text);
  await finished(seller, job.body.id);
  return { seller, usernames };
}

/** What a seller does by hand on TradingView. */
const byHand = (seller: Sharer, grants: { username: string; expiration: string | null }[]) =>
  platform().api.post("/sandbox/tradingview/__sandbox/grants", { pine_id: script(seller).pine_id, grants });

async function removeByHand(seller: Sharer, username: string): Promise<void> {
  const { sessionid, sessionid_sign } = seller.account;
  const body = new URLSearchParams({ pine_id: script(seller).pine_id, username_recip: username }).toString();
  const headers = {
    cookie: `sessionid=${sessionid}; sessionid_sign=${sessionid_sign}`,
    "content-type": "application/x-www-form-urlencoded",
    origin: "https://www.tradingview.com",
    "user-agent": "Mozilla/5.0 Chrome/142.0.0.0 Safari/537.36",
  };
  const answer = await platform().api.request("POST", "/sandbox/tradingview/pine_perm/remove/", { body, headers });
  assert.equal(answer.body?.status, "ok", answer.text);
}

async function compare(seller: Sharer): Promise<Json> {
  const answer = await seller.api.post("/api/reconcile");
  assert.equal(answer.status, 202, answer.text);
  return over(seller, answer.body.id);
}

const over = (seller: Sharer, id: string): Promise<Json> =>
  waitFor(
    "the run to end",
    async () => {
      const { body } = await seller.api.get(`/api/reconcile/${id}`);
      return body.status === "running" ? undefined : body;
    },
    PATIENCE,
  );

const differences = (seller: Sharer, run: Json, query = ""): Promise<Json[]> =>
  all(seller.api, `/api/reconcile/${run.id}/differences${query}`);

const fix = (seller: Sharer, difference: Json, direction: string) =>
  seller.api.post(`/api/reconcile/differences/${difference.id}/fix`, { direction });

/** One difference of each kind, by the user's name. */
async function disagreement() {
  const { seller, usernames } = await sharerWith(4);
  const [missing, differing] = usernames as [string, string, string, string];
  const [extra] = (await createBuyers(platform(), 1)) as [string];
  const byHandUntil = new Date(Date.now() + 90 * DAY).toISOString();
  await removeByHand(seller, missing);
  await byHand(seller, [
    { username: differing, expiration: byHandUntil },
    { username: extra, expiration: null },
  ]);
  return { seller, missing, differing, extra, byHandUntil };
}

test("books that agree have no differences, over all pages", async () => {
  const { seller } = await sharerWith(95);
  const run = await compare(seller);
  assert.deepEqual([run.status, run.agreeing, run.differing], ["completed", 95, 0]);
  const [listed] = run.by_script;
  assert.deepEqual([listed.status, listed.listed, listed.pages], ["done", 95, 4]);
  assert.deepEqual(await platform().query("SELECT * FROM reconciliation_pages"), [], "pages are not kept");
});

test("every kind of difference is found and marked", async () => {
  const { seller, missing, differing, extra, byHandUntil } = await disagreement();
  const run = await compare(seller);
  assert.deepEqual([run.agreeing, run.differing], [2, 3]);
  const found = await differences(seller, run);
  const by = (username: string) => found.find((difference) => difference.username === username);
  assert.deepEqual([by(missing).kind, by(missing).found], ["missing_on_tv", null]);
  assert.deepEqual([by(differing).kind, by(differing).found], ["expiry_differs", byHandUntil]);
  assert.deepEqual(
    [by(extra).kind, by(extra).found, by(extra).booked, by(extra).grant_id],
    ["extra_on_tv", "lifetime", null, null],
  );
  const drifted = await all(seller.api, "/api/access?drift=any");
  assert.deepEqual(
    drifted.map((grant) => [grant.username, grant.drift]).sort(),
    [
      [differing, "expiry_differs"],
      [missing, "missing_on_tv"],
    ].sort(),
  );
  assert.equal((await differences(seller, run, "?kind=extra_on_tv")).length, 1);
  const stranger = await signUp(platform());
  assert.equal((await stranger.api.get(`/api/reconcile/${run.id}`)).status, 404);
  assert.equal((await stranger.api.get(`/api/reconcile/${run.id}/differences`)).status, 404);
  assert.equal((await fix({ ...seller, api: stranger.api }, found[0], "books")).status, 404);
});

describe("a difference is mended", () => {
  test("on TradingView", async () => {
    const { seller, missing, differing, extra } = await disagreement();
    const found = await differences(seller, await compare(seller));
    for (const difference of found) {
      const fixed = await fix(seller, difference, "tradingview");
      assert.deepEqual([fixed.status, fixed.body.status], [202, "fixed"], fixed.text);
      assert.equal((await fix(seller, difference, "tradingview")).status, 409, "once");
    }
    for (const grant of await all(seller.api, "/api/access")) await settled(seller, grant.id);
    assert.equal((await grantOn(platform(), script(seller), extra))?.active, false);
    for (const username of [missing, differing]) {
      const [grant] = (await seller.api.get(`/api/access?username=${username}`)).body.data;
      const there = await grantOn(platform(), script(seller), username);
      assert.equal(Date.parse(there?.expiration ?? ""), Date.parse(grant.expires_at));
      assert.deepEqual([there?.active, grant.drift], [true, null]);
    }
    const again = await compare(seller);
    assert.deepEqual([again.agreeing, again.differing], [4, 0]);
  });

  test("in the books", async () => {
    const { seller, missing, differing, extra, byHandUntil } = await disagreement();
    for (const difference of await differences(seller, await compare(seller))) {
      const fixed = await fix(seller, difference, "books");
      assert.deepEqual([fixed.status, fixed.body.direction], [200, "books"], fixed.text);
    }
    const book = async (username: string) => (await seller.api.get(`/api/access?username=${username}`)).body.data[0];
    assert.deepEqual([(await book(missing)).status, (await book(missing)).has_access], ["revoked", false]);
    assert.equal((await book(differing)).expires_at, byHandUntil);
    assert.deepEqual([(await book(extra)).status, (await book(extra)).expires_at], ["active", "lifetime"]);
    const again = await compare(seller);
    assert.deepEqual([again.agreeing, again.differing], [4, 0]);
  });
});

describe("a list that is not complete", () => {
  test("is read again where it broke, and nobody is missed", async () => {
    const { seller } = await sharerWith(70);
    await tradingView().fault({ path_prefix: "/pine_perm/list_users/", answer: "cut", times: 1, every: 2 });
    await tradingView().fault({ path_prefix: "/pine_perm/list_users/", answer: "without_next", times: 1, every: 2 });
    const run = await compare(seller);
    assert.deepEqual([run.status, run.agreeing, run.differing], ["completed", 70, 0]);
  });

  test("and can't be completed is never judged", async () => {
    const { seller, usernames } = await sharerWith(40);
    await removeByHand(seller, usernames[0] as string);
    await tradingView().fault({ path_prefix: "/pine_perm/list_users/", status: 404, body: "gone", times: 1, every: 2 });
    const run = await compare(seller);
    assert.deepEqual([run.status, run.differing, run.agreeing], ["completed", 0, 0]);
    assert.deepEqual([run.by_script[0].status, run.by_script[0].failure], ["failed", "endpoint_gone"]);
    assert.deepEqual(await differences(seller, run), []);
    assert.deepEqual(await all(seller.api, "/api/access?drift=any"), []);
  });

  test("because the cookies are dead ends the run", async () => {
    const { seller } = await sharerWith(2);
    await tradingView().expire(seller.account.sessionid);
    const run = await compare(seller);
    assert.deepEqual([run.status, run.failure], ["failed", "session_dead"]);
    assert.equal((await seller.api.post("/api/reconcile")).status, 409, "until the seller reconnects");
  });

  test("that dead cookies ended goes on when the seller has reconnected", async () => {
    const { seller } = await sharerWith(2);
    await tradingView().expire(seller.account.sessionid);
    const ended = await compare(seller);
    assert.equal(ended.failure, "session_dead");
    await connect({ api: seller.api, account: await tradingView().signInAgain(seller.account) });
    await platform().tick("pinewire-operations", "* * * * *");
    const resumed = await waitFor(
      "the run to complete",
      async () => {
        const { body } = await seller.api.get(`/api/reconcile/${ended.id}`);
        return body.status === "completed" ? body : undefined;
      },
      PATIENCE,
    );
    assert.deepEqual([resumed.failure, resumed.agreeing, resumed.differing], [null, 2, 0]);
    assert.equal((await seller.api.get("/api/reconcile")).body.data.length, 1, "the same run");
  });
});

test("one run at a time, each night for everybody", async () => {
  const { seller } = await sharerWith(3);
  await tradingView().fault({ path_prefix: "/pine_perm/list_users/", latency_ms: 1_000, times: 1 });
  const [one, two] = await Promise.all([seller.api.post("/api/reconcile"), seller.api.post("/api/reconcile")]);
  assert.equal(one.body.id, two.body.id);
  await over(seller, one.body.id);
  await platform().tick("pinewire-reconcile", "41 2 * * *");
  const nightly = await waitFor(
    "the nightly run",
    async () => {
      const [latest] = (await seller.api.get("/api/reconcile")).body.data;
      return latest.trigger === "nightly" && latest.status !== "running" ? latest : undefined;
    },
    PATIENCE,
  );
  assert.deepEqual([nightly.status, nightly.agreeing], ["completed", 3]);
});
