// Comparing the books with TradingView: 10,000 grants of one script, some of which differ. Most of it is waiting between
// pages, as TradingView wants; what is ours is measured without that wait.

import assert from "node:assert/strict";
import { all, createSharer, PATIENCE, unlimited } from "../support/access.ts";
import { createPlatform } from "../support/platform.ts";
import { TradingView } from "../support/tradingview.ts";
import { waitFor } from "../support/wait.ts";
import { type BookedGrant, bookGrants } from "./grants.ts";
import { progress, type Scenario, table } from "./scenario.ts";

const GRANTS = 10_000;
const MISSING = 40;
const EXTRA = 30;
const DIFFERENT = 20;
const POLITE_MS = 350;
const DAY_MS = 86_400_000;

export const reconcile: Scenario = {
  about: "comparing the books with TradingView for 10,000 grants",
  async run() {
    const rows = [];
    for (const spacing of [0, POLITE_MS]) rows.push(await compare(spacing));
    return table(["wait between requests, ms", "grants", "pages", "seconds", "grants/s", "differences found"], rows);
  },
};

/** What TradingView has when a few were removed, added and prolonged by hand. */
function drifted(grants: readonly BookedGrant[]): BookedGrant[] {
  const later = ({ username, expiration }: BookedGrant): BookedGrant => ({
    username,
    expiration: new Date(Date.parse(expiration) + 10 * DAY_MS).toISOString(),
  });
  return [
    ...grants.slice(MISSING, MISSING + DIFFERENT).map(later),
    ...grants.slice(MISSING + DIFFERENT),
    ...Array.from({ length: EXTRA }, (_, at) => ({
      username: `Stranger_${at}`,
      expiration: new Date(Date.now() + 90 * DAY_MS).toISOString(),
    })),
  ];
}

async function compare(spacingMs: number): Promise<(string | number)[]> {
  const platform = await createPlatform({ vars: { TRADINGVIEW_SPACING_MS: String(spacingMs) } });
  try {
    await unlimited(platform);
    const tradingView = new TradingView(platform);
    const seller = await createSharer(platform);
    const [script] = seller.scripts;
    assert.ok(script);
    const there = drifted(await bookGrants(platform, seller, script, GRANTS));
    for (let from = 0; from < there.length; from += 1000) {
      const answer = await platform.api.post("/sandbox/tradingview/__sandbox/grants", {
        pine_id: script.pine_id,
        grants: there.slice(from, from + 1000),
      });
      assert.equal(answer.status, 204, answer.text);
    }
    await tradingView.clearCalls();
    progress(`comparing ${GRANTS} grants, ${spacingMs} ms between requests`);
    const began = performance.now();
    const run = await seller.api.post("/api/reconcile");
    assert.equal(run.status, 202, run.text);
    const end = await waitFor(
      "the run to end",
      async () => {
        const { body } = await seller.api.get(`/api/reconcile/${run.body.id}`);
        return body.status === "running" ? undefined : body;
      },
      PATIENCE,
    );
    const seconds = (performance.now() - began) / 1000;
    assert.equal(end.status, "completed");
    const differences = await all(seller.api, `/api/reconcile/${run.body.id}/differences`);
    const found = Map.groupBy(differences, ({ kind }) => kind);
    const counts = ["missing_on_tv", "extra_on_tv", "expiry_differs"].map((kind) => found.get(kind)?.length ?? 0);
    assert.deepEqual(counts, [MISSING, EXTRA, DIFFERENT]);
    const pages = (await tradingView.calls("/pine_perm/list_users/")).length;
    return [spacingMs, GRANTS, pages, seconds.toFixed(1), Math.round(GRANTS / seconds), differences.length];
  } finally {
    await platform.stop();
  }
}
