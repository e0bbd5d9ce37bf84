// What a trading panel asks of an open chart, from 50 connections: each answer is looked at, and none may cost the broker a
// call.

import { Alpaca, agree, linkAlpaca, Panel } from "../support/broker.ts";
import type { Client } from "../support/client.ts";
import { createPlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";
import { applyLoad, type Observation } from "./load.ts";

/** As often as a chart asks: orders and state every 500 ms, positions every second. */
const MIX = ["orders", "state", "orders", "state", "positions"];
const CONNECTIONS = 50;
/** How often an open chart asks in a minute. */
const CHART_PER_MINUTE = 300;

export type Polls = Omit<Observation, "answers"> & { path: string; venueCalls: number };

/** Measures each poll alone, then the mix of a chart. */
export async function measurePolls(seconds: number): Promise<Polls[]> {
  const platform = await createPlatform({
    vars: { POLLS_PER_MINUTE: "100000000" },
    replace: {
      "pinewire-broker-api": (ours) => ({ ...ours, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }),
    },
  });
  try {
    const user = await signUp(platform);
    await agree(user);
    const alpaca = new Alpaca(platform);
    await alpaca.clock("2026-03-11T15:00:00Z", true);
    const { body } = await linkAlpaca(platform, user, await alpaca.account());
    const panel = await Panel.signIn(platform, user);
    const account: string = body.id;
    await panel.state(account);
    const order = { instrument: "AAPL", side: "buy", qty: "10", durationType: "day" };
    const held = await panel.place(account, { ...order, type: "market", stopLoss: "1" });
    await panel.order(account, held, "filled");
    const token = await tokenOf(platform.api, user);
    const url = (await platform.platform.miniflare.unsafeGetDirectURL("pinewire-broker-api")).href;
    const results: Polls[] = [];
    for (const [name, paths] of [
      ...["orders", "positions", "state"].map((path) => [path, [path]] as const),
      ["the mix of a chart", MIX] as const,
    ]) {
      const polls = { paths: paths.map((path) => `/broker/accounts/${account}/${path}?locale=en`), token };
      await applyLoad({ url, polls, connections: 10, seconds: 1 });
      await alpaca.control("DELETE", "calls");
      const { answers, ...observation } = await applyLoad({ url, polls, connections: CONNECTIONS, seconds });
      if (answers[0] !== undefined) throw new Error(`a poll was refused: ${answers[0]}`);
      const calls = (await alpaca.calls("/v2/")).filter((call: { path: string }) => !call.path.includes("/quotes"));
      results.push({ path: name, venueCalls: calls.length, ...observation });
    }
    return results;
  } finally {
    await platform.stop();
  }
}

async function tokenOf(api: Client, user: { email: string; password: string }): Promise<string> {
  const answer = await api.request("POST", "/broker/authorize", {
    body: new URLSearchParams({ login: user.email, password: user.password }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  return answer.body.d.access_token;
}

/** The measurements as a table. */
export function reportPolls(results: readonly Polls[]): string {
  const rows = results.map(({ path, requestsPerSecond, p50Ms, p99Ms, failures, venueCalls }) => {
    const charts = Math.floor((requestsPerSecond * 60) / CHART_PER_MINUTE);
    return `| ${path} | ${CONNECTIONS} | ${Math.round(requestsPerSecond)} | ${p50Ms} | ${p99Ms} | ${failures} | ${charts} | ${venueCalls} |`;
  });
  return [
    "| poll | connections | requests/s | p50 ms | p99 ms | failures | charts | calls to the broker meanwhile |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
