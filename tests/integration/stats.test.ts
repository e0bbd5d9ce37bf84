import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { storeSignals } from "../support/signals.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

const DAY = 86_400_000;
const RESULTS = ["pending", "win", "loss", "breakeven", "skip"] as const;

interface Expected {
  at: number;
  id: string;
  ticker: string;
  strategy: string | null;
  result: string;
  micros: number | null;
  deleted: boolean;
}

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const text = (micros: number) => String(Number((micros / 1e6).toFixed(6)));

/** The figures, counted anew. */
function recount(signals: Expected[]) {
  const shown = signals.filter((signal) => !signal.deleted).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const of = (result: string) => shown.filter((signal) => signal.result === result).length;
  const closed = shown.filter((signal) => ["win", "loss", "breakeven"].includes(signal.result));
  const profits = closed.flatMap((signal) => (signal.micros === null ? [] : [signal.micros]));
  const [gain, loss] = [1, -1].map((sign) => profits.reduce((sum, p) => sum + Math.max(0, sign * p), 0)) as [
    number,
    number,
  ];
  const longest = { win: 0, loss: 0 };
  const current: { kind: "win" | "loss" | null; length: number } = { kind: null, length: 0 };
  for (const { result } of shown) {
    if (result !== "win" && result !== "loss") continue;
    current.length = current.kind === result ? current.length + 1 : 1;
    current.kind = result;
    longest[result] = Math.max(longest[result], current.length);
  }
  const [wins, losses] = [of("win"), of("loss")];
  return {
    total: shown.length,
    closed: closed.length,
    pending: of("pending"),
    wins,
    losses,
    breakevens: of("breakeven"),
    skipped: of("skip"),
    total_profit_loss: text(gain - loss),
    gross_profit: text(gain),
    gross_loss: text(loss),
    has_win_rate: wins + losses > 0,
    has_profit_factor: loss > 0,
    has_average: profits.length > 0,
    current_streak: current,
    longest_win_streak: longest.win,
    longest_loss_streak: longest.loss,
  };
}

/** Ratios are compared by whether they are defined; what they are is tested where they are computed. */
function comparable(stats: Record<string, unknown>) {
  const { win_rate, profit_factor, average_profit_loss, ticker: _, strategy: __, ...rest } = stats;
  const isNumber = (value: unknown) => value === null || (typeof value === "number" && Number.isFinite(value));
  assert.ok(isNumber(win_rate) && isNumber(profit_factor));
  return {
    ...rest,
    has_win_rate: win_rate !== null,
    has_profit_factor: profit_factor !== null,
    has_average: average_profit_loss !== null,
  };
}

test("without signals nothing is undefined by division", async () => {
  const user = await signUp(platform());
  const { status, body } = await user.api.get("/api/stats");
  assert.equal(status, 200);
  assert.deepEqual(comparable(body.summary), recount([]));
  assert.deepEqual(
    [body.summary.win_rate, body.summary.profit_factor, body.summary.average_profit_loss],
    [null, null, null],
  );
  assert.deepEqual([body.by_ticker, body.by_strategy], [[], []]);
  assert.equal(body.daily.length, 90);
  assert.equal(body.daily[89].date, new Date().toISOString().slice(0, 10));
  assert.deepEqual(body.daily[0], { ...body.daily[0], total: 0, wins: 0, losses: 0, profit_loss: "0" });
});

test("ratios are what they should be", async () => {
  const user = await signUp(platform());
  const ids = await storeSignals(platform(), user, [{}, {}, {}, {}]);
  const outcomes = [
    ["win", "100.5"],
    ["win", "50"],
    ["loss", "-75.25"],
    ["breakeven", "0"],
  ];
  for (const [n, [result, profit_loss]] of outcomes.entries()) {
    assert.equal((await user.api.put(`/api/signals/${ids[n]}`, { result, profit_loss })).status, 200);
  }
  const { summary } = (await user.api.get("/api/stats")).body;
  assert.deepEqual(
    [summary.win_rate, summary.profit_factor, summary.total_profit_loss, summary.average_profit_loss],
    [66.67, 2, "75.25", "18.8125"],
  );
});

test("after many changes at random the figures are those of a recount", async () => {
  const user = await signUp(platform());
  const stranger = await signUp(platform());
  await storeSignals(platform(), stranger, [{ result: "win" }, { result: "loss" }]);
  const below = random(20_261_121);
  const today = Math.floor(Date.now() / DAY) * DAY;
  const signals: Expected[] = Array.from({ length: 40 }, () => ({
    at: today - below(100) * DAY + below(3),
    id: "",
    ticker: ["BTCUSDT", "ETHUSD", "AAPL"][below(3)] ?? "",
    strategy: [null, "Breakout", "Fade"][below(3)] ?? null,
    result: "pending",
    micros: null,
    deleted: false,
  }));
  const stored = signals.map(({ at, ticker, strategy }) => ({ created_at: at, ticker, strategy }));
  const ids = await storeSignals(platform(), user, stored);
  for (const [n, signal] of signals.entries()) signal.id = ids[n] ?? "";

  for (let change = 0; change < 160; change++) {
    const signal = signals[below(signals.length)] as Expected;
    const kind = below(10);
    if (kind < 7 && !signal.deleted) {
      signal.result = RESULTS[below(RESULTS.length)] ?? "";
      signal.micros = below(4) === 0 ? null : (below(2_000) - 1_000) * 12_345;
      const profit_loss = signal.micros === null ? null : text(signal.micros);
      const answer = await user.api.put(`/api/signals/${signal.id}`, { result: signal.result, profit_loss });
      assert.equal(answer.status, 200, answer.text);
    } else if (kind < 9) {
      signal.deleted = true;
      assert.equal((await user.api.delete(`/api/signals/${signal.id}`)).status, 204);
    } else {
      signal.deleted = false;
      assert.equal((await user.api.post(`/api/signals/${signal.id}/restore`)).status, 200);
    }
  }

  const { body } = await user.api.get("/api/stats");
  assert.deepEqual(comparable(body.summary), recount(signals));
  const groups = [
    [body.by_ticker, "ticker"],
    [body.by_strategy, "strategy"],
  ] as const;
  for (const [listed, by] of groups) {
    const names = new Set(
      signals.filter((signal) => !signal.deleted && signal[by] !== null).map((signal) => signal[by]),
    );
    assert.deepEqual(new Set(listed.map((group: Record<string, unknown>) => group[by])), names);
    for (const group of listed) {
      assert.deepEqual(comparable(group), recount(signals.filter((signal) => signal[by] === group[by])), group[by]);
    }
  }
  for (const day of body.daily) {
    const of = signals.filter((signal) => !signal.deleted && new Date(signal.at).toISOString().startsWith(day.date));
    const { total, wins, losses, total_profit_loss } = recount(of);
    assert.deepEqual(day, { date: day.date, total, wins, losses, profit_loss: total_profit_loss });
  }
});
