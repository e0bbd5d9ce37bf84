// Broker accounts: what is agreed to first, linking by OAuth, paper accounts, unlinking, broken links, limits.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Alpaca, agree, allow, linkAlpaca, openPaperAccount, type VenueAccount } from "../support/broker.ts";
import { BrowserSession } from "../support/browser-session.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();
const alpaca = () => new Alpaca(platform());
let user: TestUser;

beforeEach(async () => {
  user = await signUp(platform());
});

const accountsOf = async (of: TestUser) => (await of.api.get("/api/brokers/accounts")).body.data;
const tick = () => platform().tick("pinewire-brokers", "*/10 * * * *");

/** The next check, as if an hour had passed. */
async function check(): Promise<void> {
  await platform().query("UPDATE broker_accounts SET tried_at = tried_at - 7200000");
  await tick();
}

async function linked(of: TestUser, venue: VenueAccount) {
  const { status, body, text } = await linkAlpaca(platform(), of, venue);
  assert.equal(status, 201, text);
  return body;
}

describe("the agreement", () => {
  test("comes before the first account, and is kept with its time and place", async () => {
    const refused = await user.api.post("/api/brokers/paper/accounts", {});
    assert.deepEqual([refused.status, refused.body.code], [409, "agreement_required"]);
    const begun = await user.api.post("/api/brokers/alpaca/link", { environment: "paper" });
    assert.deepEqual([begun.status, begun.body.code], [409, "agreement_required"]);

    const before = (await user.api.get("/api/brokers")).body;
    assert.equal(before.agreement.accepted_at, null);
    assert.match(before.agreement.risks, /cost you all the money/);
    const wrong = await user.api.post("/api/brokers/agreement", { version: "1999" });
    assert.equal(wrong.status, 422);

    await agree(user);
    const { accepted_at } = (await user.api.get("/api/brokers")).body.agreement;
    await agree(user);
    assert.equal((await user.api.get("/api/brokers")).body.agreement.accepted_at, accepted_at, "the first time counts");
    const rows = await platform().query("SELECT * FROM broker_agreements WHERE user_id = ?", user.id);
    assert.equal(rows.length, 1);
    assert.equal(new Date(Number(rows[0]?.accepted_at)).toISOString(), accepted_at);
    await openPaperAccount(user);
  });

  test("nothing is linked from where it is not offered", async () => {
    await agree(user);
    const from = (country: string) => ({ headers: { "cf-ipcountry": country } });
    for (const [path, body] of [
      ["/api/brokers/paper/accounts", {}],
      ["/api/brokers/alpaca/link", { environment: "paper" }],
      ["/api/brokers/agreement", { version: "2026-11" }],
    ] as const) {
      const { status, body: problem } = await user.api.post(path, body, from("IR"));
      assert.deepEqual([status, problem.code], [403, "region_blocked"], path);
    }
    const { region } = (await user.api.get("/api/brokers", from("IR"))).body;
    assert.deepEqual(region, { country: "IR", is_allowed: false });
    assert.equal((await user.api.post("/api/brokers/alpaca/link", { environment: "paper" }, from("DE"))).status, 201);
  });
});

describe("linking at Alpaca", () => {
  test("live and paper, several accounts, the token sealed", async () => {
    await agree(user);
    const venues = [
      await alpaca().account(),
      await alpaca().account(),
      await alpaca().account({ environment: "live" }),
    ];
    for (const venue of venues) await linked(user, venue);
    const accounts = await accountsOf(user);
    assert.deepEqual(
      accounts.map((account: { environment: string; status: string }) => [account.environment, account.status]),
      [
        ["paper", "active"],
        ["paper", "active"],
        ["live", "active"],
      ],
    );
    assert.ok(accounts[0].name.endsWith(venues[0]?.account_number.slice(-4)), accounts[0].name);
    const rows = await platform().query<{ access_token_sealed: string }>(
      "SELECT access_token_sealed FROM broker_accounts WHERE user_id = ?",
      user.id,
    );
    for (const row of rows) assert.match(row.access_token_sealed, /^v1\.k1\./);
    const told = JSON.stringify([accounts, rows, platform().logs]);
    for (const venue of venues) assert.ok(!told.includes(venue.access_token), "no token in answers, rows or logs");
  });

  test("a state is for one use, in the session that began it", async () => {
    await agree(user);
    const venue = await alpaca().account();
    const begun = await user.api.post("/api/brokers/alpaca/link", { environment: "paper" });
    const back = await allow(platform(), begun.body.authorize_url, [venue]);
    const body = { code: back.searchParams.get("code"), state: back.searchParams.get("state") };

    const other = await signUp(platform());
    await agree(other);
    const signedInAgain = await platform().api.post("/api/auth/login", {
      email: user.email,
      password: user.password,
    });
    for (const api of [other.api, platform().api.as(signedInAgain.body.access_token)]) {
      const stolen = await api.post("/api/brokers/alpaca/callback", body);
      assert.deepEqual([stolen.status, stolen.body.code], [422, "link_state_invalid"]);
    }
    const forged = await user.api.post("/api/brokers/alpaca/callback", { ...body, state: "forged" });
    assert.equal(forged.body.code, "link_state_invalid");
    assert.equal((await user.api.post("/api/brokers/alpaca/callback", body)).status, 201);
    assert.equal((await user.api.post("/api/brokers/alpaca/callback", body)).body.code, "link_state_invalid");
    assert.equal((await accountsOf(user)).length, 1);
  });

  test("a browser comes back by itself, and only the one that left", async () => {
    await agree(user);
    const venue = await alpaca().account();
    const browser = new BrowserSession(platform().api);
    const login = { email: user.email, password: user.password, transport: "cookie" };
    await browser.request("POST", "/api/auth/login", { json: login });
    const begin = async () => {
      const begun = await browser.request("POST", "/api/brokers/alpaca/link", { json: { environment: "paper" } });
      assert.equal(begun.status, 201, begun.text);
      return String(begun.body.authorize_url);
    };
    const denied = await allow(platform(), await begin(), [], "deny");
    const refused = await browser.request("GET", denied.pathname + denied.search);
    assert.deepEqual(
      [refused.status, refused.headers.get("location")],
      [303, `${platform().url}/brokers?link_error=link_denied`],
    );

    const back = await allow(platform(), await begin(), [venue]);
    const stranger = await platform().api.get(back.pathname + back.search);
    assert.match(stranger.headers.get("location") ?? "", /link_error=link_state_invalid$/);
    // The access token may have run out meanwhile: the cookie of the link is enough.
    browser.cookies.delete("__Host-access");
    const arrived = await browser.request("GET", back.pathname + back.search);
    const [account] = await accountsOf(user);
    assert.equal(arrived.headers.get("location"), `${platform().url}/brokers?linked=${account.id}`);
  });

  test("an account is linked once, by one user", async () => {
    await agree(user);
    const venue = await alpaca().account();
    await linked(user, venue);
    const again = await linkAlpaca(platform(), user, venue);
    assert.deepEqual([again.status, again.body.code], [409, "already_linked"]);
    const other = await signUp(platform());
    await agree(other);
    const taken = await linkAlpaca(platform(), other, venue);
    assert.deepEqual([taken.status, taken.body.code], [409, "account_taken"]);
  });

  test("unlinking deletes the token, and linking again goes on with the same account", async () => {
    await agree(user);
    const venue = await alpaca().account();
    const account = await linked(user, venue);
    assert.equal((await user.api.delete(`/api/brokers/accounts/${account.id}`)).status, 204);
    assert.equal((await user.api.delete(`/api/brokers/accounts/${account.id}`)).status, 204, "twice is once");
    const [row] = await platform().query("SELECT * FROM broker_accounts WHERE id = ?", account.id);
    assert.deepEqual([row?.status, row?.access_token_sealed], ["revoked", null]);
    const relinked = await linkAlpaca(platform(), user, venue);
    assert.deepEqual([relinked.status, relinked.body.id, relinked.body.status], [200, account.id, "active"]);
    assert.deepEqual([relinked.body.created_at, relinked.body.unlinked_at], [account.created_at, null]);
  });
});

describe("the health of a link", () => {
  test("a token that Alpaca takes back is found out, and linking again mends it", async () => {
    await agree(user);
    const venue = await alpaca().account();
    const account = await linked(user, venue);
    const statusOf = async () => (await user.api.get(`/api/brokers/accounts/${account.id}`)).body;
    await check();
    assert.equal((await statusOf()).status, "active");
    await alpaca().change(venue, { trading_blocked: true });
    await check();
    assert.match((await statusOf()).status_reason, /switched off/);
    await alpaca().change(venue, { trading_blocked: false });
    await check();
    assert.deepEqual([(await statusOf()).status, (await statusOf()).status_reason], ["active", null]);

    await alpaca().change(venue, { revoked: true });
    await check();
    const broken = await statusOf();
    assert.equal(broken.status, "error");
    assert.match(broken.status_reason, /Link the account again/);
  });

  test("trouble on the way says nothing about the link", async () => {
    await agree(user);
    const account = await linked(user, await alpaca().account());
    const fault = { vendor: "alpaca", path_prefix: "/v2/account", status: 503 };
    await platform().api.post("/sandbox/alpaca/__sandbox/faults", fault);
    await check();
    await platform().api.delete("/sandbox/alpaca/__sandbox/faults");
    assert.equal((await user.api.get(`/api/brokers/accounts/${account.id}`)).body.status, "active");
  });
});

describe("paper accounts", () => {
  test("are named, renamed, closed and opened again", async () => {
    await agree(user);
    const account = await openPaperAccount(user);
    assert.deepEqual([account.broker, account.environment, account.name], ["paper", "paper", "Paper 1"]);
    const renamed = await user.api.put(`/api/brokers/accounts/${account.id}`, { name: "  Practice " });
    assert.equal(renamed.body.name, "Practice");
    const nameless = await user.api.put(`/api/brokers/accounts/${account.id}`, { name: " " });
    assert.equal(nameless.status, 422);
    const reopen = `/api/brokers/accounts/${account.id}/reopen`;
    assert.equal((await user.api.post(reopen)).body.code, "already_linked");
    await user.api.delete(`/api/brokers/accounts/${account.id}`);
    const reopened = await user.api.post(reopen);
    assert.deepEqual([reopened.status, reopened.body.status], [200, "active"]);
  });

  test("a repeated request opens one", async () => {
    await agree(user);
    const headers = { "idempotency-key": "once" };
    const first = await user.api.post("/api/brokers/paper/accounts", {}, { headers });
    const second = await user.api.post("/api/brokers/paper/accounts", {}, { headers });
    assert.equal(second.body.id, first.body.id);
    assert.equal((await accountsOf(user)).length, 1);
  });

  test("nobody sees or changes another's", async () => {
    await agree(user);
    const account = await openPaperAccount(user);
    const other = await signUp(platform());
    for (const [method, path, body] of [
      ["GET", `/api/brokers/accounts/${account.id}`],
      ["PUT", `/api/brokers/accounts/${account.id}`, { name: "Mine" }],
      ["DELETE", `/api/brokers/accounts/${account.id}`],
      ["POST", `/api/brokers/accounts/${account.id}/reopen`],
      ["GET", `/api/risk/${account.id}`],
      ["PUT", `/api/risk/${account.id}`, { limits: {} }],
    ] as const) {
      const { status } = await other.api.request(method, path, { json: body });
      assert.equal(status, 404, `${method} ${path}`);
    }
    assert.equal((await user.api.get(`/api/brokers/accounts/${account.id}`)).body.name, "Paper 1");
  });
});

describe("limits", () => {
  test("have defaults, are validated, and are changed as they were read", async () => {
    await agree(user);
    const account = await openPaperAccount(user);
    const risk = `/api/risk/${account.id}`;
    const before = (await user.api.get(risk)).body;
    assert.deepEqual([before.version, before.updated_at, before.plan.max_trades], [0, null, 4]);
    assert.equal(before.limits.max_order_notional, "25000");

    const wrong = await user.api.put(risk, { limits: { max_daily_loss: "-1", stop_loss: { default: "100" } } });
    assert.deepEqual(
      wrong.body.errors.map((error: { field: string }) => error.field),
      ["limits.max_daily_loss", "limits.stop_loss"],
    );
    assert.equal((await user.api.put(risk, { limits: { max_daily_lost: "1" } })).status, 422);

    const limits = { max_order_notional: "500", stop_loss: "required", denied_symbols: ["AAPL"] };
    const set = await user.api.put(risk, { limits, version: 0 });
    assert.equal(set.status, 200, set.text);
    assert.deepEqual(
      [set.body.version, set.body.limits.max_order_notional, set.body.limits.stop_loss],
      [1, "500", "required"],
    );
    const stale = await user.api.put(risk, { limits: {}, version: 0 });
    assert.equal(stale.status, 409);
    const reset = await user.api.put(risk, { limits: {} });
    assert.deepEqual(reset.body.limits, before.limits);
    const overview = (await user.api.get("/api/risk")).body;
    assert.deepEqual(overview.data[0].account_id, account.id);
  });

  test("an API key reads and changes nothing", async () => {
    await agree(user);
    const account = await openPaperAccount(user);
    const { body } = await user.api.post("/api/account/api-keys", { name: "Bot", scopes: ["trading:read"] });
    const bot = platform().api.as(body.key);
    assert.equal((await bot.get(`/api/risk/${account.id}`)).status, 200);
    assert.equal((await bot.put(`/api/risk/${account.id}`, { limits: {} })).status, 403);
    assert.equal((await bot.delete(`/api/brokers/accounts/${account.id}`)).status, 403);
  });
});

test("what is kept is exported, without tokens, and goes with the account", async () => {
  await agree(user);
  const venue = await alpaca().account();
  await linked(user, venue);
  const exported = await user.api.get("/api/account/export");
  const { broker_accounts, broker_agreements } = JSON.parse(exported.text);
  assert.deepEqual([broker_accounts.length, broker_agreements.length], [1, 1]);
  assert.equal(broker_accounts[0].broker_account_id, venue.id);
  assert.ok(!exported.text.includes("sealed") && !exported.text.includes(venue.access_token));
  assert.equal((await user.api.delete("/api/account", { password: user.password })).status, 204);
  for (const table of ["broker_accounts", "broker_agreements", "risk_limits", "broker_oauth_states"]) {
    const rows = await platform().query(`SELECT 1 FROM ${table} WHERE user_id = ?`, user.id);
    assert.equal(rows.length, 0, table);
  }
});
