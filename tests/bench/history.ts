// A chart's 5,000 bars: cold, when nobody has looked at them and the vendor's stand-in is asked; warm, out of what is kept.

import { createPlatform } from "../support/platform.ts";
import { type Scenario, table } from "./scenario.ts";

const BARS = 5_000;
const WARM_ROUNDS = 20;
/** A stock and a coin, in resolutions that are made of different bases. */
const CHARTS = [
  ["AAPL", "1"],
  ["AAPL", "5"],
  ["AAPL", "60"],
  ["BTCUSD", "1"],
  ["BTCUSD", "60"],
] as const;

interface HistoryTimes {
  chart: string;
  bars: number;
  coldMs: number;
  warmP50Ms: number;
  warmMaxMs: number;
}

/** Measures each chart, from its first look on. */
async function measureHistory(): Promise<HistoryTimes[]> {
  const platform = await createPlatform();
  try {
    const to = Math.floor(Date.UTC(2026, 9, 30) / 1000);
    const results: HistoryTimes[] = [];
    for (const [symbol, resolution] of CHARTS) {
      const path = `/datafeed/history?symbol=${symbol}&resolution=${resolution}&from=0&to=${to}&countback=${BARS}`;
      const look = async (): Promise<{ bars: number; ms: number }> => {
        const start = performance.now();
        const { body, text } = await platform.api.get(path);
        if (body.s !== "ok") throw new Error(`${path}: ${text}`);
        return { bars: body.t.length, ms: performance.now() - start };
      };
      const cold = await look();
      const warm: number[] = [];
      for (let round = 0; round < WARM_ROUNDS; round += 1) warm.push((await look()).ms);
      warm.sort((one, other) => one - other);
      results.push({
        chart: `${symbol} ${resolution}`,
        bars: cold.bars,
        coldMs: cold.ms,
        warmP50Ms: warm[Math.floor(WARM_ROUNDS / 2)] ?? Number.NaN,
        warmMaxMs: warm.at(-1) ?? Number.NaN,
      });
    }
    return results;
  } finally {
    await platform.stop();
  }
}

export const history: Scenario = {
  about: "a chart's 5,000 bars, cold and warm",
  async run() {
    const rows = (await measureHistory()).map(({ chart, bars, coldMs, warmP50Ms, warmMaxMs }) => [
      chart,
      bars,
      ...[coldMs, warmP50Ms, warmMaxMs].map((ms) => ms.toFixed(0)),
    ]);
    return table(["chart", "bars", "cold ms", "warm p50 ms", "warm max ms"], rows);
  },
};
