// What a trading panel asks of an open chart, from 50 connections; each answer is looked at.

import { agree, openPaperAccount, Panel } from "../support/broker.ts";
import type { Client } from "../support/client.ts";
import { createPlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";
import { applyLoad, type Observation } from "./load.ts";
import { type Scenario, table } from "./scenario.ts";

/** As often as a chart asks: orders and state every 500 ms, positions every second. */
const MIX = ["orders", "state", "orders", "state", "positions"];
const CONNECTIONS = 50;
/** How often an open chart asks in a minute. */
const CHART_PER_MINUTE = 300;

type Polls = Omit<Observation, "answers"> & { path: string };

/** Measures each poll alone, then the mix of a chart. */
async function measurePolls(seconds: number): Promise<Polls[]> {
  const platform = await createPlatform({
    vars: { POLLS_PER_MINUTE: "100000000" },
    replace: {
      "pinewire-broker-api": (ours) => ({ ...ours, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }),
    },
  });
  try {
    const user = await signUp(platform);
    await agree(user);
    const panel = await Panel.signIn(platform, user);
    const account: string = (await openPaperAccount(user)).id;
    await panel.state(account);
    // Coins trade at any time of the day.
    const order = { instrument: "BTCUSD", side: "buy", type: "market", qty: "0.1", durationType: "gtc" };
    const held = await panel.place(account, order);
    await panel.order(account, held, "filled");
    const token = await tokenOf(platform.api, user);
    const url = (await platform.platform.miniflare.unsafeGetDirectURL("pinewire-broker-api")).href;
    const results: Polls[] = [];
    for (const [name, paths] of [
      ...["orders", "positions", "state"].map((path) => [path, [path]] as const),
      ["the mix of a chart", MIX] as const,
    ]) {
      const asked = { paths: paths.map((path) => `/broker/accounts/${account}/${path}?locale=en`), token };
      await applyLoad({ url, polls: asked, connections: 10, seconds: 1 });
      const { answers, ...observation } = await applyLoad({ url, polls: asked, connections: CONNECTIONS, seconds });
      if (answers[0] !== undefined) throw new Error(`a poll was refused: ${answers[0]}`);
      results.push({ path: name, ...observation });
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

export const polls: Scenario = {
  about: "what an open chart's trading panel asks, from 50 connections",
  async run({ seconds }) {
    const rows = (await measurePolls(seconds)).map(({ path, requestsPerSecond, p50Ms, p99Ms, failures }) => {
      const charts = Math.floor((requestsPerSecond * 60) / CHART_PER_MINUTE);
      return [path, CONNECTIONS, Math.round(requestsPerSecond), p50Ms, p99Ms, failures, charts];
    });
    return table(["poll", "connections", "requests/s", "p50 ms", "p99 ms", "failures", "open charts"], rows);
  },
};
