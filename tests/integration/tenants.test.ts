// Two tenants: whatever one of them sends to whatever endpoint there is, they see nothing of the other's and change
// nothing of it. The list of endpoints is the API's description, so that a new one can't be forgotten.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebSocket } from "ws";
import { createBuyers, FAST, finished, settled } from "../support/access.ts";
import { Alpaca, agree, openPaperAccount, Panel } from "../support/broker.ts";
import type { Answer, Client } from "../support/client.ts";
import { type Operation, operations } from "../support/description.ts";
import { type TestPlatform, usePlatform } from "../support/platform.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { DURING_SESSION, marketOrder, Trader } from "../support/trading.ts";
import { connect, connectBody, TradingView } from "../support/tradingview.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform({ vars: FAST });

/** Stands in everything of the victim's that could be shown. */
const MARK = "VICTIMS-OWN";

interface Victim extends Trading {
  user: TestUser;
  signal: string;
  session: string;
  apiKey: string;
  deadLetter: string;
  script: string;
  syncRun: string;
  grant: string;
  accessJob: string;
  reconciliation: string;
  difference: string;
  product: string;
  hook: string;
  purchase: string;
  endpoint: string;
  delivery: string;
  /** What would connect the victim's TradingView account. */
  cookies: Record<string, string> & { sessionid: string; sessionid_sign: string };
}

async function createVictim(): Promise<Victim> {
  const user = await signUp(platform(), { display_name: MARK });
  // Without a screenshot being taken meanwhile, nothing changes unless somebody changes it.
  await user.api.put("/api/config", { default_chart_id: "Victim00", screenshots_enabled: false });
  await user.alert({ ticker: "BTCUSDT", message: MARK, strategy: MARK, id: MARK });
  await user.alert({ message: MARK, price: 1 });
  const picture = `${user.id}/${MARK}.png`;
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  await bucket.put(picture, MARK);
  const [signal = ""] = await storeSignals(platform(), user, [
    { message: MARK, strategy: MARK, screenshot_status: "completed", screenshot_key: picture },
  ]);
  const scopes = ["signals:read", "signals:write"];
  const key = await user.api.post("/api/account/api-keys", { name: MARK, scopes });
  const sessions = await user.api.get("/api/account/sessions");
  const deadLetter = newId("dlq");
  await platform().query(
    `INSERT INTO dead_letters (id, topic, job_id, user_id, payload, error_code, error, attempts, created_at)
     VALUES (?, 'screenshots', ?, ?, ?, 'timeout', ?, 3, ?)`,
    deadLetter,
    newId("job"),
    user.id,
    JSON.stringify({ signal_id: signal }),
    MARK,
    Date.now(),
  );
  const selling = await createSales(user);
  const trading = await createTrading(user);
  return { user, signal, session: sessions.body.data[0].id, apiKey: key.body.id, deadLetter, ...selling, ...trading };
}

interface Trading {
  account: string;
  /** One that stands. */
  order: string;
  position: string;
  binding: string;
  proposal: string;
}

/** What the victim has as a trader: a position, an order that stands, and an alert that waits for a word. */
async function createTrading(user: TestUser): Promise<Trading> {
  const market = new Alpaca(platform());
  await market.clock(DURING_SESSION);
  await market.price("AAPL", "200");
  await agree(user);
  const trader = new Trader(user, (await openPaperAccount(user, { name: MARK })).id);
  await trader.at(await trader.placed(marketOrder()), "filled");
  await trader.holds("10");
  const order = await trader.placed(marketOrder({ type: "limit", limit_price: "150", duration: "gtc" }));
  await trader.at(order, "working");
  const rule = { sizing: "quantity", size: "1", name: MARK, strategy: `${MARK}-orders`, account_id: trader.account };
  const binding = await created(user, "/api/alert-orders/bindings", rule);
  await user.alert({ ticker: "AAPL", exchange: "NASDAQ", action: "sell", strategy: `${MARK}-orders` });
  const proposal = await waitFor("the proposal", async () => {
    const [row] = (await user.api.get("/api/alert-orders")).body.data;
    return row?.status === "proposed" ? row.id : undefined;
  });
  return { account: trader.account, order, position: (await trader.position()).id, binding, proposal };
}

type Sales = Omit<Victim, "user" | "signal" | "session" | "apiKey" | "deadLetter" | keyof Trading>;

/** What the victim has as a seller. */
async function createSales(user: TestUser): Promise<Sales> {
  const tradingView = new TradingView(platform());
  const account = await tradingView.account({ username: `${MARK}-${user.id.slice(-8)}`, plan: MARK });
  await connect({ api: user.api, account });
  await tradingView.publish(account, [{ name: MARK, description: MARK, access: "invite_only" }]);
  const { body: run } = await user.api.post("/api/sync");
  await waitFor("the sync", async () => (await user.api.get(`/api/sync/${run.id}`)).body.status === "completed");
  const { body: scripts } = await user.api.get("/api/scripts");
  const script: string = scripts.data[0].id;
  const [first = "", second = ""] = await createBuyers(platform(), 2);
  const grant = await created(user, "/api/access", { script_id: script, username: first, duration: "30D" });
  const accessJob = await created(user, "/api/access/bulk", {
    usernames: [second],
    scripts: [script],
    duration: "30D",
  });
  await settled(user, grant);
  await finished(user, accessJob);
  const product = await created(user, "/api/products", { reference: MARK, duration: "1M", script_ids: [script] });
  const hook = await created(user, "/api/purchase-hooks", { name: MARK });
  const endpoint = await created(user, "/api/event-endpoints", {
    url: "https://hooks.example.com/",
    description: MARK,
  });
  // Nothing is to be delivered while somebody attacks.
  await user.api.put(`/api/event-endpoints/${endpoint}`, { is_enabled: false });
  const recorded = await recordSales(user, { script, grant, hook, endpoint });
  await waitFor("all work", async () => {
    return (await platform().query("SELECT 1 FROM jobs WHERE user_id = ?", user.id)).length === 0;
  });
  const { sessionid, sessionid_sign } = account;
  const cookies = { ...(await connectBody(user.api, account)), sessionid, sessionid_sign };
  return { script, syncRun: run.id, grant, accessJob, product, hook, endpoint, ...recorded, cookies };
}

/** Creates something and returns its id. */
async function created(user: TestUser, path: string, json: unknown): Promise<string> {
  const { status, body, text } = await user.api.post(path, json);
  assert.ok(status >= 200 && status < 300, `${path}: ${status} ${text}`);
  return body.id;
}

/** What comes about by itself in time, as it is stored. */
async function recordSales(
  user: TestUser,
  of: { script: string; grant: string; hook: string; endpoint: string },
): Promise<Pick<Victim, "reconciliation" | "difference" | "purchase" | "delivery">> {
  const { query } = platform();
  const [reconciliation, difference, purchase] = [newId("rec"), newId("dif"), newId("pur")];
  const [event, delivery] = [newId("msg"), newId("dlv")];
  await query(
    `INSERT INTO reconciliations (id, user_id, created_at, trigger, status, finished_at)
     VALUES (?, ?, 1, 'nightly', 'completed', 2)`,
    reconciliation,
    user.id,
  );
  await query(
    `INSERT INTO access_differences (id, user_id, run_id, script_id, grant_id, kind, username, is_booked, is_found,
       created_at, status)
     VALUES (?, ?, ?, ?, ?, 'missing_on_tv', ?, 1, 0, 1, 'open')`,
    difference,
    user.id,
    reconciliation,
    of.script,
    of.grant,
    MARK,
  );
  await query(
    `INSERT INTO purchases (id, user_id, hook_id, event_id, fingerprint, kind, product, email, created_at, updated_at,
       status, reason)
     VALUES (?, ?, ?, ?, '', 'purchase', ?, 'buyer@example.com', 1, 1, 'waiting_username', 'username_missing')`,
    purchase,
    user.id,
    of.hook,
    MARK,
    MARK,
  );
  await query(
    "INSERT INTO events (id, user_id, type, created_at, data) VALUES (?, ?, 'access.granted', 1, json_object('a', ?))",
    event,
    user.id,
    MARK,
  );
  await query(
    `INSERT INTO event_deliveries (id, user_id, endpoint_id, event_id, event_type, cause, created_at, status, finished_at,
       error)
     VALUES (?, ?, ?, ?, 'access.granted', 'event', 1, 'failed', 2, ?)`,
    delivery,
    user.id,
    of.endpoint,
    event,
    MARK,
  );
  return { reconciliation, difference, purchase, delivery };
}

/** The victim's id for the parameter of a path. A new path has to be added here, or the test fails. */
function pathFor({ path }: Operation, victim: Victim): string {
  if (ofOneAccount.test(path)) return `${path}?account_id=${victim.account}&order_id=${victim.order}`;
  if (!path.includes("{")) return path;
  const ids: Record<string, string> = {
    "/api/signals/{id}": victim.signal,
    "/api/account/sessions/{id}": victim.session,
    "/api/account/api-keys/{id}": victim.apiKey,
    "/api/admin/users/{id}": victim.user.id,
    "/api/admin/dead-letters/{id}": victim.deadLetter,
    "/api/scripts/{id}": victim.script,
    "/api/sync/{id}": victim.syncRun,
    "/api/admin/imports/{id}": newId("imp"),
    "/api/access/{id}": victim.grant,
    "/api/access-jobs/{id}": victim.accessJob,
    "/api/reconcile/{id}": victim.reconciliation,
    "/api/reconcile/differences/{id}": victim.difference,
    "/api/products/{id}": victim.product,
    "/api/purchase-hooks/{id}": victim.hook,
    "/api/purchases/{id}": victim.purchase,
    "/api/event-endpoints/{id}": victim.endpoint,
    "/api/event-deliveries/{id}": victim.delivery,
    "/api/brokers/accounts/{id}": victim.account,
    "/api/risk/{id}": victim.account,
    "/api/orders/{id}": victim.order,
    "/api/positions/{id}": victim.position,
    "/api/alert-orders/bindings/{id}": victim.binding,
    "/api/alert-orders/{id}": victim.proposal,
  };
  const known = Object.entries(ids).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  assert.ok(known, `say here which of the victim's ids ${path} takes`);
  return path.replace(/\{\w+\}/, known[1]);
}

/** What an attacker would send: well-formed, and naming the victim's things wherever something can be named. */
function bodyFor({ method, path }: Operation, victim: Victim): unknown {
  const bodies: Record<string, unknown> = {
    "PUT /api/signals/{id}": { result: "win", notes: "mine now" },
    "POST /api/signals/screenshots": { ids: [victim.signal] },
    "POST /api/config/test-alert": { ticker: "ETHUSDT" },
    "PUT /api/config": { default_chart_id: "Attack00" },
    "PUT /api/account/profile": { display_name: "attacker" },
    "POST /api/account/api-keys": { name: "mine", scopes: ["signals:read"] },
    "PUT /api/admin/users/{id}": { role: "admin", status: "disabled" },
    "POST /api/admin/dead-letters/redrive": { ids: [victim.deadLetter], dry_run: false },
    "POST /api/connect": victim.cookies,
    "POST /api/connect/test": { sessionid: victim.cookies.sessionid, sessionid_sign: victim.cookies.sessionid_sign },
    "PUT /api/scripts/{id}": { is_for_sale: true, price_reference: "mine" },
    "POST /api/access": { script_id: victim.script, username: "attacker", duration: "7D" },
    "POST /api/access/bulk": { usernames: ["attacker"], scripts: [victim.script], duration: "7D" },
    "POST /api/access/{id}/extend": { duration: "7D" },
    "POST /api/access/{id}/replace": { expires_at: "2030-01-01T00:00:00Z" },
    "POST /api/access/{id}/trial": { duration: "7D" },
    "POST /api/revocations": { ids: [victim.grant] },
    "POST /api/reconcile/differences/{id}/fix": { direction: "books" },
    "POST /api/products": { reference: "mine", duration: "1M", script_ids: [victim.script] },
    "PUT /api/products/{id}": { reference: "mine", duration: "1M", script_ids: [victim.script] },
    "POST /api/purchase-hooks": { name: "mine" },
    "PUT /api/purchase-hooks/{id}": { name: "mine" },
    "PUT /api/purchases/{id}": { username: "attacker" },
    "POST /api/event-endpoints": { url: "https://hooks.example.com/attacker" },
    "PUT /api/event-endpoints/{id}": { description: "mine" },
    "POST /api/event-endpoints/{id}/replay": { since: new Date(Date.now() - 3_600_000).toISOString() },
    "PUT /api/brokers/accounts/{id}": { name: "mine" },
    "PUT /api/risk/{id}": { limits: { max_open_orders: 1 } },
    "POST /api/orders": marketOrder({ account_id: victim.account, confirmed: true }),
    "POST /api/orders/preview": marketOrder({ account_id: victim.account }),
    "PUT /api/orders/kill-switch": { account_id: victim.account, on: true, flatten: true },
    "PUT /api/orders/{id}": { limit_price: "2" },
    "PUT /api/positions/{id}/protection": { stop_loss: "1" },
    "POST /api/alert-orders/bindings": { sizing: "quantity", size: "1", account_id: victim.account },
    "PUT /api/alert-orders/bindings/{id}": { sizing: "quantity", size: "1", is_enabled: false },
    "DELETE /api/account": { password: victim.user.password },
    "PUT /api/auth/password": { current_password: victim.user.password, new_password: "a new password of mine" },
    "POST /api/auth/password/reset": { token: "guessed", password: "a new password of mine" },
  };
  return bodies[`${method} ${path}`] ?? {};
}

/** Every row that belongs to a user, by table. */
async function rowsOf({ db, query }: TestPlatform, userId: string): Promise<Record<string, unknown[]>> {
  const tables = await query<{ name: string }>(
    `SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c ON c.name = 'user_id'
     WHERE m.type = 'table' ORDER BY m.name`,
  );
  assert.ok(tables.length >= 10);
  const selects = tables.map(({ name }) => db.prepare(`SELECT * FROM ${name} WHERE user_id = ?`).bind(userId));
  const user = db.prepare("SELECT * FROM users WHERE id = ?").bind(userId);
  const [users, ...others] = await db.batch([user, ...selects]);
  const rows: Record<string, unknown[]> = { users: users?.results ?? [] };
  for (const [at, { name }] of tables.entries()) rows[name] = others[at]?.results ?? [];
  return rows;
}

// The token in a webhook's address, a buyer's link and the older API's token are themselves the proof of who one is;
// sign-up and sign-in are for nobody in particular, and so are TradingView's usernames and the symbols of the exchanges.
const withoutTenant =
  /^\/(webhook|health|validate|access|admin)|^\/api\/(buyer|users\/validate|symbols)\/|^\/api\/auth\/(signup|login|refresh|password\/forgot)$/;

/** Lists that can be asked for one account. */
const ofOneAccount = /^\/api\/(orders|orders\/audit\.csv|orders\/standing|positions|executions|alert-orders)$/;

const attacks = operations().filter(({ path }) => !withoutTenant.test(path));

async function attackAll(victim: Victim, attacker: () => Promise<Client>): Promise<void> {
  const { user, cookies, ...ids } = victim;
  const secrets = [MARK, user.id, user.email, cookies.sessionid, cookies.sessionid_sign, ...Object.values(ids)];
  assert.ok(attacks.length > 40, "the description lists the API's operations");
  const before = await rowsOf(platform(), victim.user.id);
  for (const operation of attacks) {
    const what = `${operation.method} ${operation.path}`;
    const path = pathFor(operation, victim);
    const json = operation.hasBody ? bodyFor(operation, victim) : undefined;
    // The live streams never end; how tenants are kept apart there is shown by tests of their own.
    if (operation.path.endsWith("/stream")) continue;
    const answer: Answer = await (await attacker()).request(operation.method, path, { json });
    assert.notEqual(answer.status, 500, `${what}: ${answer.text}`);
    if (operation.path.includes("{")) {
      assert.ok([403, 404].includes(answer.status), `${what} answered ${answer.status}: ${answer.text}`);
    }
    const shown = secrets.filter((secret) => answer.text.includes(secret));
    assert.deepEqual(shown, [], `${what} shows what is the other's: ${answer.text}`);
    assert.deepEqual(await rowsOf(platform(), victim.user.id), before, `${what} changed what is the other's`);
  }
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  assert.equal(await (await bucket.get(`${victim.user.id}/${MARK}.png`))?.text(), MARK);
}

test("a signed-in user reaches nothing of another's", async () => {
  const victim = await createVictim();
  const attacker = await signUp(platform());
  await attackAll(victim, async () => {
    // Some of these operations end the attacker's own session.
    const { email, password } = attacker;
    const { status, body, text } = await platform().api.post("/api/auth/login", { email, password });
    assert.equal(status, 200, text);
    return platform().api.as(body.access_token);
  });
});

test("an API key with every scope reaches nothing of another's", async () => {
  const victim = await createVictim();
  const attacker = await signUp(platform());
  const scopes = ["signals", "config", "access", "trading"].flatMap((area) => [`${area}:read`, `${area}:write`]);
  scopes.push("stats:read");
  const { body } = await attacker.api.post("/api/account/api-keys", { name: "all", scopes });
  await attackAll(victim, async () => platform().api.as(body.key));
});

test("TradingView's panel reaches nothing of another's", async () => {
  const victim = await createVictim();
  const attacker = await signUp(platform());
  await agree(attacker);
  const own = await openPaperAccount(attacker);
  const panel = await Panel.signIn(platform(), attacker);
  await panel.state(own.id);
  const order = { instrument: "AAPL", side: "sell", type: "market", qty: "1", durationType: "day" };
  const leverage = { instrument: "AAPL", side: "buy", orderType: "market", leverage: "1" };
  const { account, user } = victim;
  const before = await rowsOf(platform(), user.id);
  const attack = async (method: string, path: string, form?: Record<string, string>) => {
    const { status, body } = await panel.send(method, path, form);
    const what = `${method} ${path}: ${JSON.stringify(body)}`;
    assert.deepEqual([status, body.s], [200, "error"], what);
    assert.ok(!what.includes(MARK), what);
    assert.deepEqual(await rowsOf(platform(), user.id), before, `${what} changed what is the other's`);
  };
  const reads = [
    "state",
    "orders",
    "positions",
    "balances",
    "ordersHistory",
    "executions?instrument=AAPL",
    "instruments",
  ];
  for (const path of reads) await attack("GET", `accounts/${account}/${path}`);
  await attack("GET", `quotes?accountId=${account}&symbols=AAPL`);
  for (const path of ["orders", "previewOrder"]) await attack("POST", `accounts/${account}/${path}`, order);
  for (const path of ["getLeverage", "previewLeverage", "setLeverage"]) {
    await attack("POST", `accounts/${account}/${path}`, leverage);
  }
  // Its things are no more reached by way of an account of one's own.
  for (const owner of [account, own.id]) {
    await attack("PUT", `accounts/${owner}/orders/${victim.order}`, { qty: "1", limitPrice: "2" });
    await attack("DELETE", `accounts/${owner}/orders/${victim.order}`);
    await attack("PUT", `accounts/${owner}/positions/${victim.position}`, { stopLoss: "1" });
    await attack("DELETE", `accounts/${owner}/positions/${victim.position}`);
  }
});

test("the stream of orders is open to the account's user only", async () => {
  const user = await signUp(platform());
  await agree(user);
  const account = await openPaperAccount(user);
  const attacker = await signUp(platform());
  const open = async (token: string | undefined): Promise<number> => {
    const url = `${platform().url.replace(/^http/, "ws")}/api/orders/stream?account_id=${account.id}`;
    const socket = new WebSocket(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    const status = await new Promise<number>((resolve, reject) => {
      socket.once("open", () => resolve(101));
      socket.once("unexpected-response", (_, answer) => resolve(answer.statusCode ?? 0));
      socket.once("error", reject);
    });
    socket.terminate();
    return status;
  };
  assert.equal(await open(user.accessToken), 101);
  assert.equal(await open(attacker.accessToken), 404);
  assert.equal(await open(undefined), 401);
});
