// Every answer of the Broker REST API against TradingView's specification 1.3.27: envelopes, required fields, words, and
// what the flags of an account promise.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { beforeEach, describe, test } from "node:test";
import { agree, openPaperAccount, Panel } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const REDIRECT = "https://www.tradingview.com/trading/oauth-redirect/pinewire/";
const platform = usePlatform();
const SYMBOL = "BTCUSD";
let user: TestUser;
let account: string;
let panel: Panel;

beforeEach(async () => {
  if (panel) return;
  user = await signUp(platform());
  await platform().query("UPDATE users SET plan_id = 'unlimited' WHERE id = ?", user.id);
  await agree(user);
  account = (await openPaperAccount(user)).id;
  panel = await Panel.signIn(platform(), user);
  await panel.state(account);
});

type Check = (value: Json) => boolean;
const isText: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isFlag: Check = (value) => typeof value === "boolean";
const isSeconds: Check = (value) => Number.isInteger(value) && value > 1_000_000_000 && value < 10_000_000_000;
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value);

const side = oneOf("buy", "sell");
const REQUIRED: Record<string, Record<string, Check>> = {
  account: { id: isText, name: isText, type: oneOf("live", "demo"), config: (value) => typeof value === "object" },
  order: {
    id: isText,
    instrument: isText,
    qty: isNumber,
    side,
    type: oneOf("market", "stop", "limit", "stoplimit"),
    status: oneOf("placing", "inactive", "working", "rejected", "filled", "cancelled"),
  },
  execution: {
    id: isText,
    instrument: isText,
    price: isNumber,
    time: isSeconds,
    qty: isNumber,
    side,
    orderId: isText,
    isClose: isFlag,
  },
  position: { id: isText, instrument: isText, qty: isNumber, side, avgPrice: isNumber },
  instrument: {
    name: isText,
    description: isText,
    pipSize: isNumber,
    pipValue: isNumber,
    minTick: isNumber,
    type: oneOf(..."stock dr right bond warrant structured index forex futures crypto cfd".split(" ")),
  },
  duration: { id: isText, title: isText, hasDatePicker: isFlag, hasTimePicker: isFlag },
  state: { balance: isNumber, unrealizedPl: isNumber },
  balance: { symbol: isText, total: isNumber, available: isNumber },
  quote: { ask: isNumber, bid: isNumber },
};
const OPTIONAL: Record<string, Check> = {
  filledQty: isNumber,
  avgPrice: isNumber,
  limitPrice: isNumber,
  stopPrice: isNumber,
  parentId: isText,
  parentType: oneOf("order", "position"),
  lastModified: isSeconds,
  unrealizedPl: isNumber,
  equity: isNumber,
};

/** Whether a value is what the specification says of its kind. */
function conforms(kind: string, value: Json): void {
  for (const [field, check] of Object.entries(REQUIRED[kind] ?? {})) {
    assert.ok(check(value[field]), `${kind}.${field} is ${JSON.stringify(value[field])} in ${JSON.stringify(value)}`);
  }
  for (const [field, check] of Object.entries(OPTIONAL)) {
    if (value[field] !== undefined) assert.ok(check(value[field]), `${kind}.${field}: ${JSON.stringify(value)}`);
  }
}

function all(kind: string, values: Json): Json[] {
  assert.ok(Array.isArray(values), JSON.stringify(values));
  for (const value of values) conforms(kind, value);
  return values;
}

const at = (path: string) => `accounts/${account}/${path}${path.includes("?") ? "&" : "?"}locale=en`;
const priceNow = async () => (await panel.data(`quotes?locale=en&accountId=${account}&symbols=${SYMBOL}`))[0].v;
const limit = async (share: number) => ((await priceNow()).bid * share).toFixed(2);
const base = { instrument: SYMBOL, side: "buy", qty: "0.01", durationType: "gtc" };

/** A limit order so far below the market that it stands. */
async function standing(form: Record<string, string> = {}, query = ""): Promise<string> {
  return panel.place(account, { ...base, type: "limit", limitPrice: await limit(0.5), ...form }, query);
}

async function buy(qty = "0.01"): Promise<Json> {
  await panel.place(account, { ...base, type: "market", qty });
  return waitFor("the position", async () =>
    (await panel.data(at("positions"))).find((held: Json) => held.instrument === SYMBOL),
  );
}

describe("signing in by password", () => {
  test("gives a token and its end in seconds", async () => {
    const { status, body } = await Panel.with(platform()).send("POST", "authorize", {
      login: user.email,
      password: user.password,
      locale: "en",
    });
    assert.deepEqual([status, body.s], [200, "ok"]);
    assert.ok(isText(body.d.access_token) && isSeconds(body.d.expiration), JSON.stringify(body));
  });

  test("a wrong password is an error of the envelope", async () => {
    const { status, body } = await Panel.with(platform()).send("POST", "authorize", {
      login: user.email,
      password: "wrong",
    });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body).sort(), ["errmsg", "s"]);
    assert.equal(body.s, "error");
  });

  test("signing out ends the token, and the session in the list of devices", async () => {
    const other = await Panel.signIn(platform(), user);
    assert.deepEqual((await other.send("POST", "logout")).body, { s: "ok" });
    assert.equal((await other.get("accounts?locale=en")).status, 401);
  });

  test("without a token, with a wrong one and for another's account nothing is told", async () => {
    for (const nobody of [Panel.with(platform()), Panel.with(platform(), "pwpa_wrong")]) {
      for (const path of ["config", "accounts", at("orders"), at("state"), "permissions"]) {
        const { status, body } = await nobody.get(path);
        assert.deepEqual([status, body.s, isText(body.errmsg)], [401, "error", true], path);
      }
    }
    const stranger = await Panel.signIn(platform(), await signUp(platform()));
    for (const path of ["state", "orders", "positions", "executions?instrument=BTCUSD", "instruments"]) {
      const { status, body } = await stranger.get(at(path));
      assert.deepEqual([status, body.s], [200, "error"], path);
    }
  });
});

describe("signing in by OAuth", () => {
  const secret = () => platform().secrets.BROKER_CLIENT_SECRET ?? "";
  const verifier = randomUUID() + randomUUID();
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const query = (overrides: Record<string, string> = {}) =>
    new URLSearchParams({
      response_type: "code",
      client_id: "tradingview",
      redirect_uri: REDIRECT,
      state: "opaque & state",
      ...overrides,
    });

  async function form(path: string, fields: Record<string, string>) {
    return platform().api.request("POST", path, {
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  }

  async function code(overrides: Record<string, string> = {}): Promise<string> {
    const { status, headers, text } = await form(`/broker/oauth/authorize?${query(overrides)}`, {
      email: user.email,
      password: user.password,
      decision: "allow",
    });
    assert.equal(status, 303, text);
    const back = new URL(headers.get("location") ?? "");
    assert.equal(back.origin + back.pathname, REDIRECT);
    assert.equal(back.searchParams.get("state"), "opaque & state");
    return back.searchParams.get("code") ?? "";
  }

  const exchange = (fields: Record<string, string>) =>
    form("/broker/oauth/token", {
      grant_type: "authorization_code",
      client_id: "tradingview",
      client_secret: secret(),
      redirect_uri: REDIRECT,
      ...fields,
    });
  const refresh = (token: string) =>
    form("/broker/oauth/token", { grant_type: "refresh_token", refresh_token: token, client_secret: secret() });

  test("a code becomes tokens that last 15 to 30 minutes", async () => {
    const page = await platform().api.get(`/broker/oauth/authorize?${query()}`);
    assert.equal(page.status, 200);
    assert.match(
      page.headers.get("content-security-policy") ?? "",
      /form-action 'self' https:\/\/www\.tradingview\.com/,
    );
    const { status, body } = await exchange({ code: await code() });
    assert.equal(status, 200);
    assert.equal(body.token_type, "bearer");
    assert.ok(body.expires_in >= 900 && body.expires_in <= 1800, String(body.expires_in));
    all("account", await Panel.with(platform(), body.access_token).data("accounts?locale=en"));
  });

  test("the old token is good until the new one is used", async () => {
    const first = (await exchange({ code: await code() })).body;
    const old = Panel.with(platform(), first.access_token);
    await old.data("accounts?locale=en");
    // The answer to the first refresh is lost; so is nothing.
    await refresh(first.refresh_token);
    const second = (await refresh(first.refresh_token)).body;
    await old.data("accounts?locale=en");
    await Panel.with(platform(), second.access_token).data("accounts?locale=en");
    assert.equal((await old.get("accounts?locale=en")).status, 401);
  });

  test("a refresh token that was replaced ends the session when it is shown again", async () => {
    const first = (await exchange({ code: await code() })).body;
    const second = (await refresh(first.refresh_token)).body;
    await Panel.with(platform(), second.access_token).data("accounts?locale=en");
    const stolen = await refresh(first.refresh_token);
    assert.deepEqual([stolen.status, stolen.body.error], [400, "invalid_grant"]);
    assert.equal((await Panel.with(platform(), second.access_token).get("accounts?locale=en")).status, 401);
  });

  test("a code is for one use, one client, one address and one verifier", async () => {
    const bound = { code_challenge: challenge, code_challenge_method: "S256" };
    const wrongly: Record<string, string>[] = [
      { code: await code(), redirect_uri: "https://evil.example/" },
      { code: await code(bound) },
      { code: await code(bound), code_verifier: "wrong" },
      { code: "unknown" },
    ];
    for (const fields of wrongly) {
      const { status, body } = await exchange(fields);
      assert.deepEqual([status, body.error], [400, "invalid_grant"], JSON.stringify(fields));
    }
    const wrong = await exchange({ code: await code(), client_secret: "wrong" });
    assert.deepEqual([wrong.status, wrong.body.error], [401, "invalid_client"]);

    const good = await code(bound);
    const { body } = await exchange({ code: good, code_verifier: verifier });
    assert.ok(body.access_token);
    assert.equal((await exchange({ code: good, code_verifier: verifier })).body.error, "invalid_grant");
    assert.equal((await Panel.with(platform(), body.access_token).get("accounts?locale=en")).status, 401);
  });

  test("nobody is sent to an address that is not the client's", async () => {
    const elsewhere: Record<string, string>[] = [
      { redirect_uri: "https://evil.example/" },
      { redirect_uri: `${REDIRECT}../evil` },
      { client_id: "somebody" },
      { response_type: "token" },
    ];
    for (const overrides of elsewhere) {
      const { status, headers } = await platform().api.get(`/broker/oauth/authorize?${query(overrides)}`);
      assert.deepEqual([status, headers.get("location")], [400, null], JSON.stringify(overrides));
    }
    const wrong = await form(`/broker/oauth/authorize?${query()}`, {
      email: user.email,
      password: "<b>",
      decision: "allow",
    });
    assert.equal(wrong.status, 422);
    const denied = await form(`/broker/oauth/authorize?${query()}`, { decision: "deny" });
    assert.match(denied.headers.get("location") ?? "", /error=access_denied/);
  });
});

describe("what is read at the start", () => {
  test("/config", async () => {
    const config = await panel.data("config?locale=en");
    all("duration", config.durations);
    const ids = config.durations.map((duration: Json) => duration.id);
    for (const duration of ["day", "gtc", "ioc", "fok", "gtd"]) assert.ok(ids.includes(duration), duration);
    for (const table of config.accountManager) {
      assert.ok(isText(table.id) && isText(table.title) && table.columns.length > 0);
    }
    assert.ok(config.accountSummaryRow.every((column: Json) => isText(column.id) && isText(column.title)));
  });

  test("/accounts, with every flag that changes the contract", async () => {
    const [told] = all("account", await panel.data("accounts?locale=en"));
    assert.deepEqual([told.id, told.type, told.currency], [account, "demo", "USD"]);
    for (const flag of [
      ..."supportPositions supportOrdersHistory supportExecutions supportOrderBrackets".split(" "),
      ..."supportMarketBrackets supportPositionBrackets supportStopLimitOrders supportPartialOrderExecution".split(" "),
      ..."supportEditAmount supportModifyOrderPrice supportReversePosition supportNativeReversePosition".split(" "),
      ..."supportPLUpdate supportLevel2Data".split(" "),
    ]) {
      assert.ok(isFlag(told.config[flag]), flag);
    }
    all("duration", told.durations);
  });

  test("/instruments", async () => {
    const instruments = all("instrument", await panel.data(at("instruments")));
    assert.ok(instruments.some((instrument) => instrument.name === SYMBOL && instrument.type === "crypto"));
    assert.ok(instruments.some((instrument) => instrument.name === "AAPL" && instrument.type === "stock"));
  });

  test("/permissions and /groups agree", async () => {
    const { groups } = await panel.data("groups");
    const { groups: mine } = await panel.data("permissions");
    assert.deepEqual(
      groups.map((group: Json) => group.id),
      mine,
    );
  });
});

describe("polls", () => {
  test("/state has a cell for every column of /config", async () => {
    const state = await panel.data(at("state"));
    conforms("state", state);
    const config = await panel.data("config?locale=en");
    assert.equal(state.amData[0][0].length, config.accountManager[0].columns.length);
    assert.equal(state.accountSummaryRowData.length, config.accountSummaryRow.length);
  });

  test("/balances", async () => {
    const balances = all("balance", await panel.data(at("balances")));
    assert.equal(balances[0].symbol, "USD");
  });

  test("/quotes has an answer for every symbol", async () => {
    const quotes = await panel.data(`quotes?locale=en&accountId=${account}&symbols=${SYMBOL},OOPS`);
    assert.deepEqual(
      quotes.map((quote: Json) => [quote.s, quote.n]),
      [
        ["ok", SYMBOL],
        ["error", "OOPS"],
      ],
    );
    conforms("quote", quotes[0].v);
  });

  test("/depth is empty, as its flag says", async () => {
    assert.deepEqual(await panel.data(`depth?locale=en&accountId=${account}&symbol=${SYMBOL}`), { asks: [], bids: [] });
  });

  test("leverage is the one that there is", async () => {
    const form = { instrument: SYMBOL, side: "buy", orderType: "limit" };
    const told = (await panel.send("POST", at("getLeverage"), form)).d;
    for (const field of ["leverage", "min", "max", "step"]) assert.ok(isNumber(told[field]), field);
    assert.ok(isText(told.title));
    const preview = (await panel.send("POST", at("previewLeverage"), { ...form, leverage: "5" })).d;
    assert.equal(preview.errors.length, 1);
    assert.deepEqual((await panel.send("POST", at("setLeverage"), { ...form, leverage: "1" })).d, { leverage: 1 });
    assert.equal((await panel.send("POST", at("setLeverage"), { ...form, leverage: "5" })).body.s, "error");
  });

  test("many polls of one chart cost the broker nothing", async () => {
    const polls = Array.from({ length: 60 }, (_, n) =>
      panel.get(at(["orders", "positions", "state"][n % 3] ?? "orders")),
    );
    for (const { status, body } of await Promise.all(polls)) assert.deepEqual([status, body.s], [200, "ok"]);
  });
});

describe("orders", () => {
  test("every type, with brackets, appears in /orders as specified", async () => {
    const { bid, ask } = await priceNow();
    const price = (share: number) => (bid * share).toFixed(2);
    const ids = {
      limit: await standing({
        stopLoss: price(0.4),
        takeProfit: price(0.9),
        currentAsk: `${ask}`,
        currentBid: `${bid}`,
      }),
      stop: await panel.place(account, { ...base, type: "stop", stopPrice: price(1.5) }),
      stoplimit: await panel.place(account, {
        ...base,
        type: "stoplimit",
        stopPrice: price(1.5),
        limitPrice: price(1.51),
      }),
    };
    for (const [type, id] of Object.entries(ids)) {
      const order = await panel.order(account, id, "working");
      conforms("order", order);
      assert.deepEqual([order.type, order.instrument, order.qty], [type, SYMBOL, 0.01]);
      assert.equal(order.duration.type, "gtc");
    }
    const orders = all("order", await panel.data(at("orders")));
    const children = orders.filter((order) => order.parentId === ids.limit);
    assert.deepEqual(children.map((child) => [child.type, child.status, child.parentType]).sort(), [
      ["limit", "inactive", "order"],
      ["stop", "inactive", "order"],
    ]);

    // Cancelling the parent cancels its brackets.
    for (const id of Object.values(ids)) {
      assert.deepEqual((await panel.send("DELETE", at(`orders/${id}`))).body, { s: "ok" });
      await panel.order(account, id, "cancelled");
    }
    for (const child of children) await panel.order(account, child.id, "cancelled");
    const history = all("order", await panel.data(at("ordersHistory?maxCount=50")));
    assert.ok(history.every((order) => ["rejected", "filled", "cancelled"].includes(order.status)));
    await waitFor("the history to have them", async () => {
      const known = (await panel.data(at("ordersHistory"))).map((order: Json) => order.id);
      return Object.values(ids).every((id) => known.includes(id));
    });
    assert.equal((await panel.data(at("ordersHistory?maxCount=1"))).length, 1);
  });

  test("a repeated requestId is the first order", async () => {
    const requestId = randomUUID();
    const form = { type: "limit", limitPrice: await limit(0.5) };
    const first = await standing(form, `&requestId=${requestId}`);
    const second = await standing(form, `&requestId=${requestId}`);
    assert.equal(second, first);
    const other = await panel.send("POST", at(`orders?requestId=${requestId}`), { ...base, ...form, qty: "0.02" });
    assert.equal(other.body.s, "error");
    await panel.send("DELETE", at(`orders/${first}`));
  });

  test("an order is changed, and loses the bracket that a change leaves out", async () => {
    const id = await standing({ stopLoss: await limit(0.4) });
    await panel.order(account, id, "working");
    const limitPrice = await limit(0.55);
    const changed = await panel.send("PUT", at(`orders/${id}`), { qty: "0.02", limitPrice });
    assert.deepEqual(changed.body, { s: "ok" });
    await waitFor("the change", async () => {
      const order = (await panel.data(at("orders"))).find((one: Json) => one.id === id);
      return order.status === "working" && order.qty === 0.02 && order.limitPrice === Number(limitPrice);
    });
    await waitFor("the bracket to go", async () => {
      const children = (await panel.data(at("orders"))).filter((one: Json) => one.parentId === id);
      return children.every((child: Json) => child.status === "cancelled");
    });
    await panel.send("DELETE", at(`orders/${id}`));
  });

  test("what can't be ordered is an error with a sentence, and changes nothing", async () => {
    const before = (await panel.data(at("orders"))).length;
    for (const form of [
      { ...base, type: "limit" },
      { ...base, type: "market", qty: "0" },
      { ...base, type: "market", qty: "many" },
      { ...base, type: "oops" },
      { ...base, type: "market", instrument: "OOPS" },
      { ...base, type: "market", durationType: "fok" },
      { ...base, type: "market", trailingStopPips: "5" },
      {},
    ]) {
      const { status, body } = await panel.send("POST", at("orders"), form as Record<string, string>);
      assert.deepEqual([status, body.s, isText(body.errmsg)], [200, "error", true], JSON.stringify(form));
    }
    for (const [method, path] of [
      ["DELETE", "orders/ord_01HM6X3T5Q0000000000000000"],
      ["PUT", "orders/nonsense"],
      ["DELETE", "positions/nonsense"],
    ] as const) {
      assert.equal((await panel.send(method, at(path), { qty: "1" })).body.s, "error", path);
    }
    assert.equal((await panel.data(at("orders"))).length, before);
  });

  test("a preview says what an order costs, and confirms that one order", async () => {
    const form = { ...base, type: "limit", limitPrice: await limit(0.5), stopLoss: await limit(0.4) };
    const { body, d } = await panel.send("POST", at("previewOrder"), form);
    assert.equal(body.s, "ok", JSON.stringify(body));
    assert.ok(isText(d.confirmId));
    assert.ok(d.sections.length > 0);
    for (const section of d.sections) {
      assert.ok(isText(section.header));
      for (const row of section.rows) assert.ok(isText(row.title) && isText(row.value), JSON.stringify(row));
    }
    const confirmed = `orders?confirmId=${d.confirmId}`;
    const other = await panel.send("POST", at(confirmed), { ...form, qty: "0.02" });
    assert.equal(other.body.s, "error");
    const placed = await panel.send("POST", at(confirmed), form);
    assert.equal(placed.body.s, "ok", JSON.stringify(placed.body));
    const change = await panel.send("POST", at("previewOrder"), { ...form, id: placed.d.orderId, qty: "0.03" });
    assert.ok(change.d.sections.length > 0, JSON.stringify(change.body));
    await panel.send("DELETE", at(`orders/${placed.d.orderId}`));
  });
});

describe("positions", () => {
  test("are protected, closed in part and in whole, and told in executions", async () => {
    const position = await buy("0.02");
    conforms("position", position);
    assert.deepEqual([position.side, position.qty], ["buy", 0.02]);
    assert.ok(isNumber(position.unrealizedPl));

    const path = at(`positions/${position.id}`);
    const { bid } = await priceNow();
    const brackets = { stopLoss: (bid * 0.5).toFixed(2), takeProfit: (bid * 1.5).toFixed(2) };
    assert.deepEqual((await panel.send("PUT", path, brackets)).body, { s: "ok" });
    await waitFor("target and stop of the position", async () => {
      const orders: Json[] = await panel.data(at("orders"));
      const mine = orders.filter((order) => order.status === "working" && order.instrument === SYMBOL);
      return mine.some((order) => order.stopPrice) || mine.some((order) => order.parentType === "position");
    });

    assert.deepEqual((await panel.send("DELETE", path, { amount: "0.005" })).body, { s: "ok" });
    await waitFor("the smaller position", async () => (await panel.data(at("positions")))[0]?.qty === 0.015);
    assert.deepEqual((await panel.send("DELETE", path)).body, { s: "ok" });
    await waitFor("no position", async () => (await panel.data(at("positions"))).length === 0);

    const executions = await waitFor("all executions", async () => {
      const told = all("execution", await panel.data(at(`executions?instrument=${SYMBOL}`)));
      const sold = told.filter((one) => one.isClose).reduce((sum, one) => sum + one.qty, 0);
      return sold >= 0.02 ? told : undefined;
    });
    assert.ok(executions.some((one) => one.side === "buy" && !one.isClose));
    assert.equal((await panel.data(at(`executions?instrument=${SYMBOL}&maxCount=1`))).length, 1);
  });
});

describe("the data side", () => {
  test("/mapping has no envelope, and needs no token", async () => {
    const { body } = await Panel.with(platform()).get("mapping");
    assert.deepEqual(body.fields, ["brokerSymbol"]);
    assert.ok(body.symbols.some((one: Json) => one.f[0] === "AAPL" && one.s === "NASDAQ:AAPL"));
  });

  test("/symbol_info has a column for everything, with hyphenated keys", async () => {
    const { body } = await Panel.with(platform()).get("symbol_info?group=pinewire");
    assert.equal(body.s, "ok");
    const rows = body.symbol.length;
    for (const [key, column] of Object.entries(body)) {
      if (key === "s") continue;
      assert.ok(!key.includes("_"), key);
      assert.equal((column as Json[]).length, rows, key);
    }
    assert.equal((await Panel.with(platform()).get("symbol_info?group=oops")).body.s, "error");
  });

  test("/history", async () => {
    const to = Math.floor(Date.now() / 1000);
    const nobody = Panel.with(platform());
    const { body } = await nobody.get(`history?symbol=${SYMBOL}&resolution=60&from=${to - 86_400}&to=${to}`);
    assert.equal(body.s, "ok", JSON.stringify(body));
    for (const key of ["t", "o", "h", "l", "c", "v"]) assert.equal(body[key].length, body.t.length, key);
    assert.ok(body.t.length >= 20 && body.t.every(isSeconds));
    const never = await nobody.get(`history?symbol=${SYMBOL}&resolution=1D&from=0&to=86400`);
    assert.equal(never.body.s, "no_data");
    assert.equal((await nobody.get(`history?symbol=OOPS&resolution=60&from=0&to=${to}`)).body.s, "error");
  });

  test("/streaming tells quotes and daily bars, a line each", async () => {
    const abort = new AbortController();
    const response = await fetch(`${platform().url}/broker/streaming`, { signal: abort.signal });
    // What is compressed on its way comes late.
    assert.equal(response.headers.get("content-encoding"), null);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    await waitFor("a quote and a daily bar", async () => {
      text += (await reader?.read())?.value ?? "";
      return text.includes('"f":"q"') && text.includes('"f":"d"');
    });
    abort.abort();
    for (const line of text.split("\n").slice(0, -1)) {
      const frame = JSON.parse(line);
      if (frame.f === "q") for (const key of ["t", "ap", "as", "bp", "bs"]) assert.ok(isNumber(frame[key]), line);
      if (frame.f === "d") for (const key of ["o", "h", "l", "c", "v", "t"]) assert.ok(isNumber(frame[key]), line);
    }
  });
});

describe("browsers", () => {
  test("TradingView's pages may ask, others may not", async () => {
    for (const [origin, may] of [
      ["https://www.tradingview.com", true],
      ["https://tr.tradingview.com", true],
      ["https://evil.example", false],
    ] as const) {
      const headers = { origin, "access-control-request-method": "PUT" };
      const preflight = await platform().api.request("OPTIONS", `/broker/${at("orders")}`, { headers });
      assert.equal(preflight.headers.get("access-control-allow-origin"), may ? origin : null);
      assert.equal(/PUT/.test(preflight.headers.get("access-control-allow-methods") ?? ""), may, origin);
      const answer = await platform().api.get("/broker/mapping", { headers: { origin } });
      assert.equal(answer.headers.get("access-control-allow-origin"), may ? origin : null);
    }
  });
});
