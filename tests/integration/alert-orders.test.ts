// Alerts that become orders: by which rules, at which account, once, in their order, and what their timeline tells.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Alpaca, agree, linkAlpaca, openPaperAccount } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { newId } from "../support/signals.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const alpaca = () => new Alpaca(platform());

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

/** The limit only ends a test that would hang. */
const PATIENCE = { limitMs: 120_000 };

interface Trader {
  user: TestUser;
  account: Json;
}

/** Somebody with a practice account inside the platform. */
async function trader(): Promise<Trader> {
  const user = await signUp(platform());
  await agree(user);
  return { user, account: await openPaperAccount(user) };
}

async function bind({ user }: Trader, binding: Record<string, unknown>): Promise<Json> {
  const input = { sizing: "quantity", size: "10", approval: "automatic", ...binding };
  const { status, body, text } = await user.api.post("/api/alert-orders/bindings", input);
  assert.equal(status, 201, text);
  return body;
}

let sent = 0;
async function alert({ user }: Trader, fields: Record<string, unknown>): Promise<string> {
  sent += 1;
  const body = { ticker: "AAPL", exchange: "NASDAQ", strategy: "Breakout", id: `alert-order-${sent}`, ...fields };
  const answer = await user.alert(body);
  assert.equal(answer.status, 200, answer.text);
  return String(answer.body.signal_id);
}

/** What became of an alert, once it is no longer on its way. */
function became({ user }: Trader, signal: string): Promise<Json> {
  return waitFor(
    `what becomes of ${signal}`,
    async () => {
      const { body } = await user.api.get(`/api/alert-orders?signal_id=${signal}`);
      const row = body.data[0];
      return row && row.status !== "sending" ? row : undefined;
    },
    PATIENCE,
  );
}

/** A position once it has that many units. */
function holds({ user, account }: Trader, quantity: string): Promise<Json> {
  return waitFor(
    `a position of ${quantity}`,
    async () => {
      const { body } = await user.api.get(`/api/positions?account_id=${account.id}`);
      const positions: Json[] = body.data ?? [];
      const held = positions.find((position) => position.symbol === "AAPL")?.quantity ?? "0";
      return held === quantity ? { held } : undefined;
    },
    PATIENCE,
  );
}

const kinds = async ({ user }: Trader, signal: string): Promise<string[]> =>
  (await user.api.get(`/api/signals/${signal}`)).body.timeline.map((entry: Json) => entry.kind);

/** Wednesday noon in New York, and time goes on. */
const openMarket = async () => {
  await alpaca().clock("2026-11-18T17:00:00Z", true);
  await sleep(1_200);
};

describe("bindings", () => {
  test("take careful defaults, are changed as a whole, and belong to their user", async () => {
    const somebody = await trader();
    const { user, account } = somebody;
    const created = await user.api.post("/api/alert-orders/bindings", {
      sizing: "notional",
      size: "500",
      strategy: " Breakout ",
    });
    assert.equal(created.status, 201, created.text);
    const { id, account_id, strategy, directions, one_position, max_age_seconds, dry_run, approval, is_enabled } =
      created.body;
    assert.deepEqual(
      { account_id, strategy, directions, one_position, max_age_seconds, dry_run, approval, is_enabled },
      {
        account_id: account.id,
        strategy: "Breakout",
        directions: "both",
        one_position: true,
        max_age_seconds: 300,
        dry_run: false,
        approval: "manual",
        is_enabled: true,
      },
    );
    const path = `/api/alert-orders/bindings/${id}`;
    const changed = await user.api.put(path, { sizing: "quantity", size: 2, symbol: "NASDAQ:AAPL", version: 1 });
    assert.deepEqual(
      [changed.status, changed.body.size, changed.body.symbol, changed.body.strategy],
      [200, "2", "AAPL", null],
    );
    assert.equal((await user.api.put(path, { sizing: "quantity", size: 3, version: 1 })).status, 409);

    const stranger = await signUp(platform());
    for (const [method, body] of [["GET"], ["PUT", { sizing: "quantity", size: 1 }], ["DELETE"]] as const) {
      const answer = await stranger.api.request(method, path, { json: body });
      assert.ok(answer.status === 404 || answer.status === 422, `${method} ${answer.status}`);
    }
    assert.equal((await user.api.get(path)).body.version, 2);
    assert.equal((await user.api.delete(path)).status, 204);
    assert.equal((await user.api.get(path)).status, 404);
  });

  test("say what is wrong with them", async () => {
    const { user, account } = await trader();
    const refused = async (input: Record<string, unknown>) => {
      const answer = await user.api.post("/api/alert-orders/bindings", { sizing: "quantity", size: "1", ...input });
      return [answer.status, answer.body.errors?.[0]?.field];
    };
    for (const [input, field] of [
      [{ size: "0" }, "size"],
      [{ sizing: "percent_of_equity", size: "101" }, "size"],
      [{ sizing: "all_in" }, "sizing"],
      [{ max_age_seconds: 0 }, "max_age_seconds"],
      [{ stop_loss_percent: "-1" }, "stop_loss_percent"],
      [{ symbol: "TSX:AAPL" }, "symbol"],
      [{ account_id: "acc_01HM6X3T5Q0000000000000000" }, "account_id"],
    ] as const) {
      assert.deepEqual(await refused(input), [422, field], JSON.stringify(input));
    }
    assert.equal((await refused({ account_id: account.id }))[0], 201);
    const nobody = await signUp(platform());
    const without = await nobody.api.post("/api/alert-orders/bindings", { sizing: "quantity", size: "1" });
    assert.deepEqual([without.status, without.body.errors[0].field], [422, "account_id"]);
  });

  test("real money is only traded with on purpose", async () => {
    const user = await signUp(platform());
    await agree(user);
    const venue = await alpaca().account({ environment: "live" });
    const linked = await linkAlpaca(platform(), user, venue);
    assert.equal(linked.status, 201, linked.text);
    const account_id = (await user.api.get("/api/brokers/accounts")).body.data[0].id;
    const input = { sizing: "quantity", size: "1", account_id };
    const refused = await user.api.post("/api/alert-orders/bindings", input);
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, "confirm_live"]);
    assert.equal((await user.api.post("/api/alert-orders/bindings", { ...input, confirm_live: true })).status, 201);
  });
});

describe("while the market is open", () => {
  beforeEach(openMarket);

  test("an alert becomes an order and a position, and its timeline tells both", async () => {
    const somebody = await trader();
    await bind(somebody, { strategy: "Breakout" });
    const signal = await alert(somebody, { action: "buy" });
    const row = await became(somebody, signal);
    assert.deepEqual(
      [row.status, row.action, row.symbol, row.side, row.quantity],
      ["placed", "place", "AAPL", "buy", "10"],
      row.detail,
    );
    await holds(somebody, "10");
    const order = (await somebody.user.api.get(`/api/orders/${row.order_id}`)).body.order;
    assert.deepEqual([order.origin, order.signal_id, order.binding_id], ["signal", signal, row.binding_id]);
    const told = await waitFor("the fill on the timeline", async () => {
      const all = await kinds(somebody, signal);
      return all.includes("order_filled") ? all : undefined;
    });
    assert.ok(told.includes("order_placed"));
    const { timeline } = (await somebody.user.api.get(`/api/signals/${signal}`)).body;
    const fill = timeline.find((entry: Json) => entry.kind === "order_filled").detail;
    assert.deepEqual([fill.order_id, fill.quantity, fill.side], [row.order_id, "10", "buy"]);
  });

  test("alerts are taken up in their order: in, not in again, and out", async () => {
    const somebody = await trader();
    await bind(somebody, {});
    const entry = await alert(somebody, { action: "buy" });
    await became(somebody, entry);
    await holds(somebody, "10");
    const again = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.deepEqual([again.status, again.reason], ["skipped", "already_in_position"]);
    const exit = await became(somebody, await alert(somebody, { action: "exit", direction: "flat" }));
    assert.deepEqual([exit.status, exit.action], ["placed", "close"]);
    await holds(somebody, "0");
    const nothing = await became(somebody, await alert(somebody, { action: "exit", direction: "flat" }));
    assert.deepEqual([nothing.status, nothing.reason], ["skipped", "nothing_to_close"]);
  });

  test("a burst of equal alerts is one position", async () => {
    const somebody = await trader();
    await bind(somebody, {});
    const signals = await Promise.all(Array.from({ length: 5 }, () => alert(somebody, { action: "buy" })));
    const rows = await Promise.all(signals.map((signal) => became(somebody, signal)));
    assert.equal(
      rows.filter((row) => row.status === "placed").length,
      1,
      JSON.stringify(rows.map((row) => row.reason)),
    );
    await holds(somebody, "10");
  });

  test("the same alert again is no second order, and other strategies are left alone", async () => {
    const somebody = await trader();
    await bind(somebody, { strategy: "Breakout" });
    const signal = await alert(somebody, { action: "buy", id: "the-very-same" });
    assert.equal(await alert(somebody, { action: "buy", id: "the-very-same" }), signal);
    await became(somebody, signal);
    const other = await alert(somebody, { action: "buy", strategy: "Mean reversion" });
    const jobs = await platform().query(
      "SELECT id FROM jobs WHERE topic = 'alert-orders' AND json_extract(payload, '$.signal_id') = ?",
      other,
    );
    assert.equal(jobs.length, 0);
    assert.equal((await somebody.user.api.get("/api/alert-orders")).body.data.length, 1);
    await holds(somebody, "10");
  });

  test("a job that is delivered again, and again after everything was done, is no second order", async () => {
    const somebody = await trader();
    await bind(somebody, { one_position: false });
    const signal = await alert(somebody, { action: "buy" });
    const row = await became(somebody, signal);
    await holds(somebody, "10");
    // As if the worker had died between the sequencer's answer and the note of it.
    await platform().query("UPDATE alert_orders SET status = 'sending', order_id = NULL WHERE id = ?", row.id);
    const producer = await platform().platform.miniflare.getQueueProducer("ALERT_ORDER_QUEUE", "pinewire-alert-orders");
    const deliver = async (): Promise<void> => {
      const job_id = newId("job");
      await platform().query(
        `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at, sent_at)
         VALUES (?1, 'alert-orders', ?1, ?2, json_object('signal_id', ?3), ?4, ?4, ?4)`,
        ...[job_id, somebody.user.id, signal, Date.now()],
      );
      for (let time = 0; time < 2; time += 1) await producer.send({ job_id }, { contentType: "json" });
      await waitFor("the job to be done", async () => {
        return (await platform().query("SELECT 1 FROM jobs WHERE id = ?", job_id)).length === 0;
      });
    };
    await deliver();
    await deliver();
    const again = await became(somebody, signal);
    assert.deepEqual([again.status, again.order_id], ["placed", row.order_id]);
    const orders = await platform().query("SELECT id FROM orders WHERE signal_id = ?", signal);
    assert.deepEqual(orders, [{ id: row.order_id }]);
    await holds(somebody, "10");
  });

  test("directions, stops, ages, dry runs and unknown symbols", async () => {
    const somebody = await trader();
    await bind(somebody, { strategy: "long", directions: "long" });
    await bind(somebody, { strategy: "risk", sizing: "percent_at_risk", size: "1" });
    await bind(somebody, { strategy: "dry", dry_run: true, stop_loss_percent: "5", take_profit_percent: "10" });
    await bind(somebody, { strategy: "young", max_age_seconds: 5 });
    const outcome = async (fields: Record<string, unknown>) => {
      const row = await became(somebody, await alert(somebody, fields));
      return [row.status, row.reason];
    };
    assert.deepEqual(await outcome({ strategy: "long", action: "sell" }), ["skipped", "direction_off"]);
    assert.deepEqual(await outcome({ strategy: "risk", action: "buy" }), ["skipped", "stop_missing"]);
    assert.deepEqual(await outcome({ strategy: "risk", action: "buy", stop_loss: 1_000_000 }), [
      "skipped",
      "stop_wrong",
    ]);
    assert.deepEqual(await outcome({ strategy: "long", action: "buy", exchange: "BINANCE", ticker: "XYZUSDT" }), [
      "skipped",
      "symbol_unknown",
    ]);
    const time = new Date(Date.now() - 60_000).toISOString();
    assert.deepEqual(await outcome({ strategy: "young", action: "buy", time }), ["skipped", "too_old"]);
    const dry = await became(somebody, await alert(somebody, { strategy: "dry", action: "buy" }));
    assert.equal(dry.status, "dry_run");
    assert.ok(Number(dry.stop_loss) < Number(dry.price) && Number(dry.price) < Number(dry.take_profit));
    assert.ok((await kinds(somebody, dry.signal_id)).includes("order_dry_run"));
    await holds(somebody, "0");
  });

  test("a proposal waits for its user's word", async () => {
    const somebody = await trader();
    const { user } = somebody;
    await bind(somebody, { approval: "manual" });
    const first = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.equal(first.status, "proposed");
    const equal = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.deepEqual([equal.status, equal.reason], ["skipped", "already_proposed"]);

    const stranger = await signUp(platform());
    assert.equal((await stranger.api.post(`/api/alert-orders/${first.id}/approve`)).status, 404);
    const approved = await user.api.post(`/api/alert-orders/${first.id}/approve`);
    assert.deepEqual([approved.status, approved.body.status], [202, "sending"], approved.text);
    assert.equal((await became(somebody, first.signal_id)).status, "placed");
    await holds(somebody, "10");
    assert.equal((await user.api.post(`/api/alert-orders/${first.id}/approve`)).status, 409);
    assert.equal((await user.api.post(`/api/alert-orders/${first.id}/reject`)).status, 409);

    const exit = await became(somebody, await alert(somebody, { action: "exit", direction: "flat" }));
    assert.equal((await user.api.post(`/api/alert-orders/${exit.id}/reject`)).body.status, "rejected");
    assert.equal((await user.api.post(`/api/alert-orders/${exit.id}/approve`)).status, 409);
    assert.ok((await kinds(somebody, exit.signal_id)).includes("order_rejected"));

    const late = await became(somebody, await alert(somebody, { action: "exit", direction: "flat" }));
    await platform().query("UPDATE alert_orders SET expires_at = 1 WHERE id = ?", late.id);
    assert.equal((await user.api.post(`/api/alert-orders/${late.id}/approve`)).status, 409);
    await platform().tick("pinewire-alert-orders", "* * * * *");
    assert.equal((await became(somebody, late.signal_id)).status, "expired");
    await holds(somebody, "10");
  });

  test("a rule that refuses the order is told", async () => {
    const somebody = await trader();
    await bind(somebody, { size: "100000" });
    const row = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.equal(row.status, "refused", JSON.stringify(row));
    assert.match(row.reason, /^risk_/);
    assert.ok(row.detail.length > 0);
    assert.ok((await kinds(somebody, row.signal_id)).includes("order_refused"));
  });

  test("an account that is unlinked gets no orders", async () => {
    const somebody = await trader();
    await bind(somebody, {});
    await platform().query("UPDATE broker_accounts SET status = 'revoked' WHERE id = ?", somebody.account.id);
    const row = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.deepEqual([row.status, row.reason], ["refused", "account_inactive"]);
  });
});

describe("while the market is closed", () => {
  test("equal alerts don't pile up, and one that points the other way takes the order back", async () => {
    await alpaca().clock("2026-11-21T17:00:00Z", true); // a Saturday
    await sleep(1_200);
    const somebody = await trader();
    await bind(somebody, { one_position: false });
    const first = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.equal(first.status, "placed", first.detail);
    for (let number = 0; number < 3; number += 1) {
      const row = await became(somebody, await alert(somebody, { action: "buy" }));
      assert.deepEqual([row.status, row.reason], ["skipped", "already_ordered"]);
    }
    const exit = await became(somebody, await alert(somebody, { action: "exit", direction: "flat" }));
    assert.deepEqual([exit.status, exit.action], ["placed", "cancel"], exit.detail);
    await waitFor("the order to be cancelled", async () => {
      const { body } = await somebody.user.api.get(`/api/orders/${first.order_id}`);
      return body.order.status === "cancelled";
    });
  });
});

describe("while an order waits and the market is open", () => {
  /** Somebody with an account at Alpaca, where the next orders are not filled. */
  async function waiting(binding: Record<string, unknown>): Promise<Trader> {
    await openMarket();
    const user = await signUp(platform());
    await agree(user);
    const venue = await alpaca().account();
    const { body: account } = await linkAlpaca(platform(), user, venue);
    await alpaca().control("POST", "troubles", { kind: "stuck_new", times: 2, account: venue.id });
    const somebody = { user, account };
    await bind(somebody, { account_id: account.id, ...binding });
    return somebody;
  }

  test("a binding that adds has an order for each alert", async () => {
    const somebody = await waiting({ one_position: false });
    const first = await became(somebody, await alert(somebody, { action: "buy" }));
    const second = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.deepEqual([first.status, second.status], ["placed", "placed"], second.detail);
    const { body } = await somebody.user.api.get(`/api/orders?account_id=${somebody.account.id}`);
    const orders: Json[] = body.data;
    assert.deepEqual(orders.map((order) => order.id).sort(), [first.order_id, second.order_id].sort());
  });

  test("a binding of one position has one", async () => {
    const somebody = await waiting({ one_position: true });
    const first = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.equal(first.status, "placed", first.detail);
    const second = await became(somebody, await alert(somebody, { action: "buy" }));
    assert.deepEqual([second.status, second.reason, second.order_id], ["skipped", "already_ordered", null]);
  });
});

describe("the accept path", () => {
  test("commits no job for those who have no binding in force", async () => {
    const somebody = await trader();
    await alert(somebody, { action: "buy" });
    await bind(somebody, { is_enabled: false });
    await alert(somebody, { action: "buy" });
    const jobs = await platform().query(
      "SELECT id FROM jobs WHERE topic = 'alert-orders' AND user_id = ?",
      somebody.user.id,
    );
    assert.equal(jobs.length, 0);
    assert.deepEqual((await somebody.user.api.get("/api/alert-orders")).body.data, []);
  });
});
