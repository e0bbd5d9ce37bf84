// The stand-in for Alpaca: what its own clients don't show. `tests/contract/alpaca-sdk.test.ts` has the rest.

import assert from "node:assert/strict";
import { once } from "node:events";
import { afterEach, beforeEach, describe, test } from "node:test";
import { WebSocket } from "ws";
import { Alpaca, allow } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
let alpaca: Alpaca;
let account: Awaited<ReturnType<Alpaca["account"]>>;
let api: ReturnType<typeof at>;

const monday = "2026-07-06T15:00:00Z";

beforeEach(async () => {
  alpaca = new Alpaca(platform());
  await alpaca.control("POST", "reset");
  await alpaca.control("POST", "clock", { at: monday });
  await alpaca.control("POST", "prices", { symbol: "AAPL", price: 100 });
  account = await alpaca.account();
  api = at("alpaca-paper", account.access_token);
});

/** One of Alpaca's hosts, as the owner of a token sees it. */
function at(vendor: string, token: string) {
  const client = platform().api.as(token);
  const path = (rest: string) => `/sandbox/${vendor}${rest}`;
  return {
    get: (rest: string) => client.get(path(rest)),
    post: (rest: string, body: unknown) => client.post(path(rest), body),
    delete: (rest: string) => client.delete(path(rest)),
  };
}

const order = { symbol: "AAPL", qty: "10", side: "buy", type: "market", time_in_force: "day" };
const waiting = { ...order, type: "limit", limit_price: "90" };
const place = async (body: Record<string, unknown>) => {
  const answer = await api.post("/v2/orders", body);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const status = async (id: string) => (await api.get(`/v2/orders/${id}`)).body.status;

describe("OAuth", () => {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "an application",
    redirect_uri: "https://application.example/back?from=alpaca",
    state: "state & more",
    scope: "account:write trading data",
    env: "paper",
  });
  const page = () => `${platform().url}/sandbox/alpaca/oauth/authorize?${query}`;
  const exchange = (fields: Record<string, string>) =>
    platform().api.request("POST", "/sandbox/alpaca/oauth/token", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: "an application",
        client_secret: "secret",
        redirect_uri: "https://application.example/back?from=alpaca",
        ...fields,
      }).toString(),
    });

  test("opens the chosen account to an application, by a code that is good once", async () => {
    const shown = await (await fetch(page())).text();
    assert.match(shown, /an application/);
    assert.ok(shown.includes(account.account_number) && !shown.includes("AKSANDBOXLIVE0000001"));
    const back = await allow(platform(), page(), [account]);
    assert.equal(back.origin + back.pathname, "https://application.example/back");
    assert.deepEqual([back.searchParams.get("from"), back.searchParams.get("state")], ["alpaca", "state & more"]);
    const code = back.searchParams.get("code") ?? "";
    const { status, body } = await exchange({ code });
    assert.deepEqual([status, body.token_type, body.scope], [200, "bearer", "account:write trading data"]);
    const theirs = at("alpaca-paper", body.access_token);
    assert.equal((await theirs.get("/v2/account")).body.id, account.id);
    assert.equal((await exchange({ code })).body.error, "invalid_grant");

    const live = at("alpaca", body.access_token);
    assert.equal((await live.get("/v2/account")).status, 401, "it is a paper account's");
    await alpaca.change(account, { revoked: true });
    assert.deepEqual((await theirs.get("/v2/account")).body, { message: "unauthorized." });
  });

  test("tells that it was denied, and refuses wrong secrets", async () => {
    const back = await allow(platform(), page(), [account], "deny");
    assert.equal(back.searchParams.get("error"), "access_denied");
    const { status, body } = await exchange({ code: "made up", client_secret: "invalid" });
    assert.deepEqual([status, body.error], [401, "invalid_client"]);
  });
});

describe("the stream", () => {
  const sockets: WebSocket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });

  /** Connects and listens; what it hears, and whether in binary frames. */
  async function listen(vendor: string, credentials: Record<string, string>) {
    const socket = new WebSocket(`${platform().url.replace("http", "ws")}/sandbox/${vendor}/stream`);
    sockets.push(socket);
    const heard: { stream: string; data: { event: string; order: { id: string } } }[] = [];
    const binary: boolean[] = [];
    socket.on("message", (data, isBinary) => {
      heard.push(JSON.parse(String(data)));
      binary.push(isBinary);
    });
    await once(socket, "open");
    socket.send(JSON.stringify({ action: "authenticate", data: credentials }));
    socket.send(JSON.stringify({ action: "listen", data: { streams: ["trade_updates"] } }));
    await waitFor("the answer to listen", () => heard.some(({ stream }) => stream === "listening"));
    const events = () => heard.filter(({ stream }) => stream === "trade_updates").map(({ data }) => data.event);
    const hears = (expected: string[]) =>
      waitFor(`${expected} after ${events()}`, () => JSON.stringify(events()) === JSON.stringify(expected));
    return { socket, binary, hears };
  }

  test("has binary frames for paper accounts and takes tokens", async () => {
    const paper = await listen("alpaca-paper", { oauth_token: account.access_token });
    await place(order);
    await paper.hears(["new", "fill"]);
    assert.ok(paper.binary.every((isBinary) => isBinary));
    const live = await listen("alpaca", { key_id: "AKSANDBOXLIVE0000001", secret_key: "sandbox-secret-of-an-account" });
    assert.ok(live.binary.every((isBinary) => !isBinary));
  });

  test("loses, doubles and swaps updates on demand, and is cut", async () => {
    const stream = await listen("alpaca-paper", { oauth_token: account.access_token });
    await alpaca.control("POST", "troubles", { kind: "duplicate_updates" });
    await place(order);
    await stream.hears(["new", "new", "fill"]);
    await alpaca.control("POST", "troubles", { kind: "reorder_updates", account: account.id });
    await place(order);
    await stream.hears(["new", "new", "fill", "fill", "new"]);
    await alpaca.control("POST", "troubles", { kind: "drop_updates" });
    await place(order);
    await stream.hears(["new", "new", "fill", "fill", "new", "fill"]);
    assert.deepEqual((await alpaca.control("GET", "troubles")).data, []);
    const closed = once(stream.socket, "close");
    await alpaca.control("POST", "troubles", { kind: "cut_stream" });
    await place(order);
    await closed;
  });

  test("hears of what happens while time goes by", async () => {
    await alpaca.control("POST", "prices", { symbol: "AAPL", price: 100, per_second: 4 });
    await alpaca.control("POST", "clock", { at: monday, running: true });
    const stream = await listen("alpaca-paper", { oauth_token: account.access_token });
    await place(order);
    await stream.hears(["new", "partial_fill", "partial_fill", "fill"]);
  });

  test("is closed to whoever is unknown", async () => {
    const socket = new WebSocket(`${platform().url.replace("http", "ws")}/sandbox/alpaca-paper/stream`);
    sockets.push(socket);
    await once(socket, "open");
    socket.send(JSON.stringify({ action: "authenticate", data: { oauth_token: "nobody's" } }));
    const [answer] = await once(socket, "message");
    assert.equal(JSON.parse(String(answer)).data.status, "unauthorized");
    await once(socket, "close");
  });
});

describe("what goes wrong on demand", () => {
  test("an answer is lost after the order was taken", async () => {
    await alpaca.control("POST", "faults", {
      vendor: "alpaca",
      path_prefix: "/v2/orders",
      status: 504,
      effect: "after",
    });
    const lost = await api.post("/v2/orders", { ...waiting, client_order_id: "mine" });
    assert.equal(lost.status, 504);
    const found = await api.get("/v2/orders:by_client_order_id?client_order_id=mine");
    assert.deepEqual([found.status, found.body.status], [200, "new"]);
    const again = await api.post("/v2/orders", { ...waiting, client_order_id: "mine" });
    assert.deepEqual([again.status, again.body], [422, { code: 40010001, message: "client_order_id must be unique" }]);
    const calls = await alpaca.calls("/v2/orders");
    assert.deepEqual(
      calls.map((call) => [call.method, call.status, call.account, call.fault?.status ?? null]),
      [
        ["POST", 504, account.id, 504],
        ["GET", 200, account.id, null],
        ["POST", 422, account.id, null],
      ],
    );
  });

  test("a fault of one method leaves the others alone", async () => {
    await alpaca.control("POST", "faults", {
      vendor: "alpaca",
      method: "POST",
      path_prefix: "/v2/orders",
      status: 503,
    });
    assert.equal((await api.get("/v2/orders")).status, 200);
    assert.equal((await api.post("/v2/orders", waiting)).status, 503);
    assert.equal((await api.post("/v2/orders", waiting)).status, 200);
  });

  test("the console's faults reach it", async () => {
    const fault = { vendor: "alpaca", path_prefix: "/v2/account", status: 429, retry_after_s: 3 };
    assert.equal((await platform().api.post("/sandbox/faults", fault)).status, 201);
    const { data } = (await platform().api.get("/sandbox/faults")).body;
    assert.deepEqual(
      data.map(({ vendor }: { vendor: string }) => vendor),
      ["alpaca"],
    );
    const refused = await api.get("/v2/account");
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "3"]);
    assert.equal((await api.get("/v2/account")).status, 200);
  });

  test("a cancellation gets stuck until it is released, and fills go on", async () => {
    const { id } = await place(waiting);
    await alpaca.control("POST", "troubles", { kind: "stuck_cancel" });
    assert.equal((await api.delete(`/v2/orders/${id}`)).status, 204);
    assert.equal(await status(id), "pending_cancel");
    assert.equal((await api.delete(`/v2/orders/${id}`)).status, 422);
    await alpaca.control("POST", `orders/${id}`, { action: "fill", qty: "4", price: "90" });
    assert.equal(await status(id), "pending_cancel");
    await alpaca.control("POST", `orders/${id}`, { action: "release" });
    const { body } = await api.get(`/v2/orders/${id}`);
    assert.deepEqual([body.status, body.filled_qty, body.filled_avg_price], ["canceled", "4", "90"]);
  });

  test("an order stays pending, one is rejected late, one is replaced by the venue", async () => {
    await alpaca.control("POST", "troubles", { kind: "stuck_new" });
    const stuck = await place(order);
    assert.equal(await status(stuck.id), "pending_new");
    await alpaca.control("POST", `orders/${stuck.id}`, { action: "release" });
    assert.equal(await status(stuck.id), "filled");
    await alpaca.control("POST", "troubles", { kind: "late_reject" });
    const rejected = await place(order);
    assert.equal(rejected.status, "pending_new");
    assert.equal(await status(rejected.id), "rejected");
    const replaced = await place(waiting);
    await alpaca.control("POST", `orders/${replaced.id}`, { action: "replace", limit_price: "91" });
    const { body } = await api.get(`/v2/orders/${replaced.id}`);
    assert.equal(body.status, "replaced");
    const next = await api.get(`/v2/orders/${body.replaced_by}`);
    assert.deepEqual([next.body.status, next.body.limit_price, next.body.replaces], ["new", "91", replaced.id]);
  });
});

test("time that a test lets go by fills, opens and ends orders", async () => {
  await alpaca.control("DELETE", "prices");
  await alpaca.control("POST", "clock", { at: "2026-07-05T12:00:00Z" });
  const parked = await place(order);
  assert.equal(parked.status, "accepted");
  const low = await place({ ...waiting, limit_price: "1" });
  const { body: clock } = await api.get("/v2/clock");
  assert.deepEqual([clock.is_open, clock.next_open], [false, "2026-07-06T13:30:00.000Z"]);
  await alpaca.control("POST", "advance", { to: "2026-07-06T13:31:00Z" });
  assert.deepEqual([await status(parked.id), await status(low.id)], ["filled", "new"]);
  await alpaca.control("POST", "advance", { seconds: 24 * 3600 });
  assert.equal(await status(low.id), "expired");
});

test("it remembers everything when it is started again", async () => {
  const { id } = await place(waiting);
  await place(order);
  await alpaca.control("POST", "troubles", { kind: "stuck_cancel", times: 2 });
  const known = async () => [
    (await api.get(`/v2/orders/${id}`)).body,
    (await api.get("/v2/account")).body,
    (await api.get("/v2/positions")).body,
    (await api.get("/v2/account/activities/FILL")).body,
    await alpaca.control("GET", "clock"),
    await alpaca.control("GET", "troubles"),
  ];
  const before = await known();
  await alpaca.control("POST", "restart");
  assert.deepEqual(await known(), before);
});
