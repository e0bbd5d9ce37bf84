// A few alerts as TradingView sends them, in several of the formats that are understood.

import { unexpected } from "./demo.ts";

interface Sample {
  contentType: string;
  body: (now: Date) => string;
}

const json = "application/json";
const text = "text/plain";

const samples: readonly Sample[] = [
  {
    contentType: json,
    body: (now) =>
      JSON.stringify({
        ticker: "BTCUSDT",
        exchange: "BINANCE",
        interval: "60",
        action: "buy",
        price: "64250.5",
        strategy: "Trend rider",
        message: "Trend rider turned up",
        time: now.toISOString(),
      }),
  },
  {
    contentType: json,
    body: (now) =>
      JSON.stringify({
        ticker: "ETHUSDT",
        exchange: "BINANCE",
        timeframe: "15",
        indicator: "RSI divergence",
        signal_type: "bearish",
        direction: "short",
        price: "3120.75",
        parameters: { rsi_length: 14, lookback: 30 },
        timestamp: now.toISOString(),
      }),
  },
  { contentType: text, body: () => "BUY SOLUSDT @ 148.20" },
];

/** Sends the sample alerts to a webhook URL and returns the ids of the signals that they became. */
export async function sendSamples(webhookUrl: string): Promise<string[]> {
  const ids: string[] = [];
  for (const sample of samples) {
    const response = await fetch(webhookUrl, {
      method: "POST",
      headers: { "content-type": sample.contentType },
      body: sample.body(new Date()),
    });
    if (response.status !== 200) throw await unexpected("a sample alert", response);
    ids.push(((await response.json()) as { signal_id: string }).signal_id);
  }
  return ids;
}
