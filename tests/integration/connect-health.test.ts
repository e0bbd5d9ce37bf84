// The health of a connection over time: checks each half hour, cookies that TradingView renews, that age and that die.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { connect, createSeller, type Seller, TradingView } from "../support/tradingview.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const tradingView = () => new TradingView(platform());
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

beforeEach(async () => {
  await tradingView().clearFaults();
  await platform().api.delete("/sandbox/mails");
});
afterEach(() =>
  tradingView()
    .rotate(0)
    .catch(() => undefined),
);

const tick = () => platform().tick("pinewire-connect", "*/5 * * * *");
const connectionOf = async (seller: Seller) => (await seller.api.get("/api/connect")).body.connection;
const checksOf = async (seller: Seller, query = "") => (await seller.api.get(`/api/connect/health${query}`)).body;

/** Lets so much time pass for this connection. */
async function age(seller: Seller, ms: number): Promise<void> {
  await platform().query(
    `UPDATE tv_connections SET tried_at = tried_at - ?2, checked_at = checked_at - ?2, cookies_at = cookies_at - ?2,
       since = since - ?2 WHERE user_id = ?1`,
    seller.user.id,
    ms,
  );
}

/** The next check, as if half an hour had passed. */
async function check(seller: Seller): Promise<void> {
  await age(seller, 31 * MINUTE);
  await tick();
}

const mailsTo = async (seller: Seller): Promise<string[]> => {
  const { body } = await platform().api.get("/sandbox/mails");
  const mails = body.data.filter((mail: { to: string[] }) => mail.to.includes(seller.user.email));
  return mails.map((mail: { subject: string }) => mail.subject);
};

/** Subjects of all mails to the seller, once every job of theirs is done. */
async function allMailsTo(seller: Seller): Promise<string[]> {
  await platform().tick("pinewire-operations", "* * * * *");
  await waitFor("the mails to be sent", async () => {
    const jobs = await platform().query("SELECT id FROM jobs WHERE user_id = ? AND topic = 'mail'", seller.user.id);
    return jobs.length === 0;
  });
  return mailsTo(seller);
}

async function connected(): Promise<Seller> {
  const seller = await createSeller(platform());
  await connect(seller);
  return seller;
}

describe("checks", () => {
  test("a connection is checked every half hour and not more often", async () => {
    const seller = await connected();
    await tick();
    assert.equal((await checksOf(seller)).data.length, 1, "just connected");
    await age(seller, 20 * MINUTE);
    await tick();
    assert.equal((await checksOf(seller)).data.length, 1, "checked twenty minutes ago");
    await age(seller, 11 * MINUTE);
    await Promise.all([tick(), tick()]);
    const { data } = await checksOf(seller);
    assert.deepEqual(
      data.map((line: { cause: string; failure: null; status: string }) => [line.cause, line.failure, line.status]),
      [
        ["schedule", null, "connected"],
        ["connect", null, "connected"],
      ],
    );
  });

  test("the balance is kept up to date", async () => {
    const seller = await connected();
    await tradingView().account({ username: seller.account.username, coins: 99 });
    await check(seller);
    assert.equal((await connectionOf(seller)).account.coins, 99);
  });

  test("trouble on the way is recorded and says nothing about the cookies", async () => {
    const seller = await connected();
    await tradingView().fault({ path_prefix: "/tvcoins", status: 503 });
    await check(seller);
    const connection = await connectionOf(seller);
    assert.equal(connection.status, "connected");
    assert.equal(connection.last_failure.code, "unavailable");
    assert.deepEqual(
      connection.warnings.map((warning: { code: string }) => warning.code),
      ["check_failing"],
    );
    await check(seller);
    assert.equal((await connectionOf(seller)).last_failure, null);
    assert.deepEqual(await allMailsTo(seller), []);
  });

  test("one refusal by one endpoint does not condemn cookies that the front page accepts", async () => {
    const seller = await connected();
    await tradingView().fault({ path_prefix: "/tvcoins", status: 403 });
    await check(seller);
    assert.equal((await connectionOf(seller)).status, "connected");
  });

  test("the history comes page by page, with a summary for a dashboard", async () => {
    const seller = await connected();
    await check(seller);
    await tradingView().fault({ path_prefix: "/tvcoins", status: 502 });
    await check(seller);
    const { summary, data } = await checksOf(seller);
    assert.deepEqual([summary.checks, summary.healthy], [3, 2]);
    assert.deepEqual(summary.failures, [{ failure: "unavailable", count: 1 }]);
    assert.ok(summary.average_latency_ms >= 0 && summary.slowest_ms >= summary.average_latency_ms);
    assert.deepEqual([data[0].failure, data[0].http_status], ["unavailable", 502]);
    const ids: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await checksOf(seller, `?limit=1&cursor=${cursor}`);
      ids.push(...page.data.map((line: { id: string }) => line.id));
      cursor = page.next_cursor;
    }
    assert.deepEqual(
      ids,
      data.map((line: { id: string }) => line.id),
    );
    assert.equal((await seller.api.get("/api/connect/health?limit=x")).status, 422);
  });
});

describe("cookies that are renewed", () => {
  test("what TradingView sets is kept, and the old ones are not needed again", async () => {
    const seller = await connected();
    const sealed = () =>
      platform().query<{ sessionid_sealed: string; cookies_at: number }>(
        "SELECT sessionid_sealed, cookies_at FROM tv_connections WHERE user_id = ?",
        seller.user.id,
      );
    const [before] = await sealed();
    await tradingView().rotate(1);
    await check(seller);
    await tradingView().rotate(0);
    const [after] = await sealed();
    assert.notEqual(after?.sessionid_sealed, before?.sessionid_sealed);
    await tradingView().expire(seller.account.sessionid);
    await check(seller);
    assert.equal((await connectionOf(seller)).status, "connected");
  });

  test("renewed cookies are young", async () => {
    const seller = await connected();
    await age(seller, 25 * DAY);
    await tradingView().rotate(1);
    await tick();
    await tradingView().rotate(0);
    await check(seller);
    const connection = await connectionOf(seller);
    assert.deepEqual([connection.status, connection.cookie_age_days], ["connected", 0]);
  });
});

describe("cookies that age", () => {
  test("from day 21 the seller is warned, by mail once", async () => {
    const seller = await connected();
    await age(seller, 20 * DAY);
    await tick();
    assert.deepEqual((await connectionOf(seller)).warnings, []);
    await age(seller, DAY);
    await tick();
    const connection = await connectionOf(seller);
    assert.deepEqual([connection.status, connection.cookie_age_days], ["warning", 21]);
    assert.equal(connection.warnings[0].code, "cookies_old");
    assert.match(connection.warnings[0].message, /21 days old/);
    await check(seller);
    assert.deepEqual(await allMailsTo(seller), ["Renew your TradingView connection soon"]);
  });
});

describe("cookies that die", () => {
  test("are found dead, told of once, and worked with again after a reconnection", async () => {
    const seller = await connected();
    await tradingView().expire(seller.account.sessionid);
    await check(seller);
    const dead = await connectionOf(seller);
    assert.equal(dead.status, "dead");
    assert.deepEqual(
      dead.warnings.map((warning: { code: string }) => warning.code),
      ["cookies_dead"],
    );
    await check(seller);
    await check(seller);
    assert.deepEqual(await allMailsTo(seller), ["Your TradingView connection has ended"]);
    assert.deepEqual((await checksOf(seller)).summary.failures, [{ failure: "session_dead", count: 3 }]);
    assert.equal((await seller.api.post("/api/sync")).body.code, "connection_dead");
    const events = await platform().query<{ type: string; data: string }>(
      "SELECT type, data FROM events WHERE user_id = ?",
      seller.user.id,
    );
    assert.deepEqual(
      events.map(({ type, data }) => [type, JSON.parse(data).connection_id]),
      [["connection.dead", dead.id]],
    );

    const account = await tradingView().signInAgain(seller.account);
    const back = await connect({ api: seller.api, account });
    assert.deepEqual([back.status, back.id, back.warnings], ["connected", dead.id, []]);
    await tradingView().expire(account.sessionid);
    await check(seller);
    assert.equal((await allMailsTo(seller)).length, 2, "another death is another mail");
  });

  test("work that waits is woken by the reconnection", async () => {
    const seller = await connected();
    await tradingView().expire(seller.account.sessionid);
    await check(seller);
    await connect({ api: seller.api, account: await tradingView().signInAgain(seller.account) });
    const [job] = await platform().query<{ payload: string }>(
      "SELECT payload FROM jobs WHERE user_id = ? AND topic = 'access'",
      seller.user.id,
    );
    // Either it is still there, or it was sent and done already.
    if (job) assert.deepEqual(JSON.parse(job.payload), { user_id: seller.user.id });
    await platform().tick("pinewire-operations", "* * * * *");
    await waitFor("the job to be done", async () => {
      const left = await platform().query("SELECT id FROM jobs WHERE user_id = ? AND topic = 'access'", seller.user.id);
      return left.length === 0;
    });
  });

  test("a reconnection before the mail is sent makes it unnecessary", async () => {
    const seller = await connected();
    await tradingView().expire(seller.account.sessionid);
    await platform().api.post("/sandbox/faults", { vendor: "resend", status: 503 });
    await check(seller);
    await platform().tick("pinewire-operations", "* * * * *");
    await waitFor("the first try", async () => {
      const [job] = await platform().query<{ last_error: string | null }>(
        "SELECT last_error FROM jobs WHERE user_id = ? AND topic = 'mail'",
        seller.user.id,
      );
      return job?.last_error;
    });
    await connect({ api: seller.api, account: await tradingView().signInAgain(seller.account) });
    await platform().query(
      "UPDATE jobs SET available_at = 0, sent_at = NULL WHERE user_id = ? AND topic = 'mail'",
      seller.user.id,
    );
    assert.deepEqual(await allMailsTo(seller), []);
  });

  test("cookies that no master key opens count as dead", async () => {
    const seller = await connected();
    await platform().query(
      "UPDATE tv_connections SET sessionid_sealed = 'v1.gone.AAAA' WHERE user_id = ?",
      seller.user.id,
    );
    await check(seller);
    assert.equal((await connectionOf(seller)).status, "dead");
  });
});
