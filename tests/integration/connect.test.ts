// A seller's connection: cookies or a password become one, whose they are is proven by TradingView, and what it takes to
// get rid of it again.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { connect, connectBody, createSeller, type Seller, TradingView } from "../support/tradingview.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const tradingView = () => new TradingView(platform());

beforeEach(async () => {
  await tradingView().clearFaults();
});

const row = async (seller: Seller): Promise<Record<string, unknown>> => {
  const [found] = await platform().query("SELECT * FROM tv_connections WHERE user_id = ?", seller.user.id);
  assert.ok(found, "there is a connection");
  return found;
};

async function refused(seller: Seller, body: Record<string, unknown>, status: number, code: string): Promise<string> {
  const answer = await seller.api.post("/api/connect", body);
  assert.deepEqual([answer.status, answer.body.code], [status, code], answer.text);
  return answer.body.detail;
}

describe("by cookies", () => {
  test("a test tells whose they are and stores nothing", async () => {
    const seller = await createSeller(platform(), { coins: 12 });
    const { sessionid, sessionid_sign } = seller.account;
    const { status, body, text } = await seller.api.post("/api/connect/test", { sessionid, sessionid_sign });
    assert.equal(status, 200, text);
    assert.deepEqual(
      [body.id, body.username, body.plan, body.coins],
      [seller.account.id, seller.account.username, "pro_premium", 12],
    );
    assert.match(body.avatar_url, /^https:\/\//);
    assert.deepEqual(await platform().query("SELECT id FROM tv_connections WHERE user_id = ?", seller.user.id), []);
    assert.equal((await seller.api.get("/api/connect")).body.connection, null);
  });

  test("a connection records the account, the consent and the health", async () => {
    const seller = await createSeller(platform(), { coins: 12 });
    const { consent } = (await seller.api.get("/api/connect")).body;
    assert.match(consent.text, /TradingView/);
    const answer = await seller.api.post("/api/connect", await connectBody(seller.api, seller.account));
    assert.equal(answer.status, 201, answer.text);
    const { connection } = answer.body;
    assert.equal(connection.status, "connected");
    assert.deepEqual(connection.warnings, []);
    assert.deepEqual([connection.account.username, connection.account.coins], [seller.account.username, 12]);
    assert.deepEqual([connection.consent_version, connection.cookie_age_days], [consent.version, 0]);
    assert.ok(Date.parse(connection.consent_at) > 0 && Date.parse(connection.next_check_at) > Date.now());
    assert.deepEqual((await seller.api.get("/api/connect")).body.connection.id, connection.id);
    const audit = await platform().query("SELECT action FROM audit_log WHERE subject_id = ?", connection.id);
    assert.deepEqual(audit, [{ action: "connection.connect" }]);
  });

  test("the cookies are sealed, shown to nobody and logged nowhere", async () => {
    const seller = await createSeller(platform());
    await connect(seller);
    const secrets = [seller.account.sessionid, seller.account.sessionid_sign];
    const shown = (await seller.api.get("/api/connect")).text;
    const kept = JSON.stringify([await row(seller), platform().logs]);
    for (const secret of secrets) assert.ok(!shown.includes(secret) && !kept.includes(secret));
    assert.match(String((await row(seller)).sessionid_sealed), /^v1\./);
  });

  test("cookies of nobody are refused and change nothing", async () => {
    const seller = await createSeller(platform());
    const body = await connectBody(seller.api, { ...seller.account, sessionid: "nobody" });
    assert.match(await refused(seller, body, 422, "cookies_rejected"), /copy both cookies anew/);
    assert.equal((await seller.api.get("/api/connect")).body.connection, null);
  });

  for (const [name, fault] of [
    ["a failing server", { status: 502 }],
    ["too many requests", { status: 429 }],
    ["half a page", { answer: "cut" }],
  ] as const) {
    test(`${name} says nothing about the cookies`, async () => {
      const seller = await createSeller(platform());
      await tradingView().fault({ ...fault, times: 2 });
      const body = await connectBody(seller.api, seller.account);
      await refused(seller, body, 503, "tradingview_unavailable");
    });
  }

  test("what is missing or wrong is named", async () => {
    const seller = await createSeller(platform());
    const good = await connectBody(seller.api, seller.account);
    for (const [change, field] of [
      [{ consent_version: "0" }, "consent_version"],
      [{ sessionid: "a b" }, "sessionid"],
      [{ sessionid_sign: null }, "sessionid_sign"],
      [{ password: "p" }, "sessionid"],
    ] as const) {
      const { status, body, text } = await seller.api.post("/api/connect", { ...good, ...change });
      assert.deepEqual([status, body.errors?.[0].field], [422, field], text);
    }
  });

  test("people paste cookies with their names", async () => {
    const seller = await createSeller(platform());
    const body = await connectBody(seller.api, seller.account);
    const pasted = { ...body, sessionid: ` sessionid=${body.sessionid}; `, sessionid_sign: `"${body.sessionid_sign}"` };
    assert.equal((await seller.api.post("/api/connect", pasted)).status, 201);
  });

  test("no API key may connect", async () => {
    const seller = await createSeller(platform());
    const scopes = ["access:read", "access:write"];
    const { body } = await seller.api.post("/api/account/api-keys", { name: "robot", scopes });
    assert.equal((await platform().api.as(body.key).get("/api/connect")).status, 403);
  });
});

describe("by password", () => {
  const byPassword = async (seller: Seller, more: Record<string, string> = {}) => {
    const { consent_version } = await connectBody(seller.api, seller.account);
    const { username, password } = seller.account;
    return { username, password, consent_version, ...more };
  };

  test("name and password are used once and stored nowhere", async () => {
    const seller = await createSeller(platform());
    const answer = await seller.api.post("/api/connect", await byPassword(seller));
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.connection.account.username, seller.account.username);
    const kept = JSON.stringify([await row(seller), platform().logs]);
    assert.ok(!kept.includes(seller.account.password));
  });

  test("a wrong password is refused", async () => {
    const seller = await createSeller(platform());
    const body = await byPassword(seller, { password: "wrong" });
    await refused(seller, body, 422, "tradingview_credentials_rejected");
  });

  test("a second factor is asked for, and its code is enough", async () => {
    const seller = await createSeller(platform(), { two_factor_code: "123456" });
    await refused(seller, await byPassword(seller), 422, "two_factor_required");
    const wrong = await byPassword(seller, { two_factor_code: "654321" });
    await refused(seller, wrong, 422, "tradingview_credentials_rejected");
    const right = await byPassword(seller, { two_factor_code: "123 456" });
    const answer = await seller.api.post("/api/connect", right);
    assert.equal(answer.status, 201, answer.text);
  });

  test("a captcha forces cookies, and the answer says so", async () => {
    const seller = await createSeller(platform(), { captcha: true });
    const detail = await refused(seller, await byPassword(seller), 422, "captcha_required");
    assert.match(detail, /sessionid and sessionid_sign/);
    assert.equal((await connect(seller)).status, "connected");
  });
});

describe("one account, one seller", () => {
  test("an account that another seller has is refused, for a test too", async () => {
    const owner = await createSeller(platform());
    await connect(owner);
    const other = { ...(await createSeller(platform())), account: await tradingView().signInAgain(owner.account) };
    const body = await connectBody(other.api, other.account);
    assert.match(await refused(other, body, 409, "tradingview_account_taken"), /Disconnect it there/);
    const { sessionid, sessionid_sign } = other.account;
    assert.equal((await other.api.post("/api/connect/test", { sessionid, sessionid_sign })).status, 409);
    assert.equal((await owner.api.delete("/api/connect")).status, 204);
    assert.equal((await connect(other)).account.username, owner.account.username);
    assert.equal((await owner.api.post("/api/connect", body)).status, 409);
  });

  test("of two sellers who connect one account at once, one gets it", async () => {
    const [first, second] = await Promise.all([createSeller(platform()), createSeller(platform())]);
    const body = await connectBody(first.api, first.account);
    const answers = await Promise.all([first.api.post("/api/connect", body), second.api.post("/api/connect", body)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409], answers.map(({ text }) => text).join());
  });

  test("a seller who connects twice at once has one connection, and its cookies open", async () => {
    const seller = await createSeller(platform());
    const body = await connectBody(seller.api, seller.account);
    const answers = await Promise.all([1, 2, 3].map(() => seller.api.post("/api/connect", body)));
    for (const { status, text } of answers) assert.ok([200, 201].includes(status), text);
    assert.equal((await platform().query("SELECT id FROM tv_connections WHERE user_id = ?", seller.user.id)).length, 1);
    await platform().query("UPDATE tv_connections SET tried_at = 0 WHERE user_id = ?", seller.user.id);
    await platform().tick("pinewire-connect", "*/5 * * * *");
    assert.equal((await row(seller)).status, "connected");
  });

  test("another account has to wait until the first is disconnected", async () => {
    const seller = await createSeller(platform());
    const first = await connect(seller);
    const another = await tradingView().account();
    const body = await connectBody(seller.api, another);
    assert.match(await refused(seller, body, 409, "other_account_connected"), new RegExp(seller.account.username));
    await seller.api.delete("/api/connect");
    const second = await connect({ api: seller.api, account: another });
    assert.notEqual(second.id, first.id);
    await seller.api.delete("/api/connect");
    const back = await connect(seller);
    assert.equal(back.id, first.id);
  });
});

describe("disconnecting", () => {
  test("clears the secrets, keeps the record, and can be undone by reconnecting", async () => {
    const seller = await createSeller(platform());
    const before = await connect(seller);
    assert.equal((await seller.api.delete("/api/connect")).status, 204);
    const { sessionid_sealed, sessionid_sign_sealed, status } = await row(seller);
    assert.deepEqual([sessionid_sealed, sessionid_sign_sealed, status], [null, null, "disconnected"]);
    const { connection } = (await seller.api.get("/api/connect")).body;
    assert.equal(connection.status, "disconnected");
    assert.ok(connection.disconnected_at && connection.next_check_at === null);
    assert.equal((await seller.api.delete("/api/connect")).status, 404);

    const after = await connect(seller);
    assert.deepEqual([after.id, after.created_at, after.status], [before.id, before.created_at, "connected"]);
    assert.equal(after.disconnected_at, null);
    const history = (await seller.api.get("/api/connect/health")).body.data;
    assert.equal(history.length, 2, "the history is kept");
  });

  test("scripts and grants stay on record", async () => {
    const seller = await createSeller(platform());
    await connect(seller);
    await tradingView().publish(seller.account, [{ name: "Kept" }]);
    const { body } = await seller.api.post("/api/sync");
    await waitFor("the sync", async () => (await seller.api.get(`/api/sync/${body.id}`)).body.status === "completed");
    await seller.api.delete("/api/connect");
    const scripts = (await seller.api.get("/api/scripts")).body.data;
    assert.deepEqual(
      scripts.map((script: { title: string }) => script.title),
      ["Kept"],
    );
  });
});
