// How much of the rate that TradingView allows a bulk job uses. Allowed is what clients found to be tolerated for ever: a
// request every 350 ms, which is what pinewire keeps to by default.

import assert from "node:assert/strict";
import { createBuyers, createSharer, finished, grantsOn, setLimits } from "../support/access.ts";
import { createPlatform } from "../support/platform.ts";
import { TradingView } from "../support/tradingview.ts";
import { progress, type Scenario, table } from "./scenario.ts";

const ALLOWED_EVERY_MS = 350;
const BUYERS = 150;

interface Call {
  at: string;
  caller: string | null;
  status: number;
}

export const accessBulk: Scenario = {
  about: "the share of TradingView's allowed rate that a bulk job of grants uses",
  async run() {
    const platform = await createPlatform();
    try {
      const tradingView = new TradingView(platform);
      const seller = await createSharer(platform);
      const usernames = await createBuyers(platform, BUYERS);
      await setLimits(platform, { burst: 2, interval_ms: ALLOWED_EVERY_MS });
      await tradingView.clearCalls();
      progress(`granting to ${BUYERS} buyers`);
      const job = await seller.api.post("/api/access/bulk", {
        usernames,
        scripts: seller.scripts.map(({ id }) => id),
        duration: "30D",
      });
      assert.equal(job.status, 202, job.text);
      const end = await finished(seller, job.body.id);
      assert.equal(end.progress.succeeded, BUYERS);
      const [script] = seller.scripts;
      assert.ok(script);
      assert.deepEqual(
        (await grantsOn(platform, script)).map(({ username, added }) => `${username} ${added}`).sort(),
        usernames.map((username) => `${username} 1`).sort(),
      );

      // Whatever the seller's cookies were used for counts, looking names up too.
      const calls = ((await tradingView.calls()) as unknown as Call[]).filter(({ caller }) => caller !== null);
      const refused = calls.filter(({ status }) => status === 429).length;
      const times = calls.map(({ at }) => Date.parse(at));
      const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
      const perSecond = (calls.length - 1) / seconds;
      const share = perSecond / (1000 / ALLOWED_EVERY_MS);
      return table(
        ["grants", "requests", "refused with 429", "seconds", "requests/s", "allowed/s", "share used"],
        [
          [
            BUYERS,
            calls.length,
            refused,
            seconds.toFixed(1),
            perSecond.toFixed(2),
            (1000 / ALLOWED_EVERY_MS).toFixed(2),
            `${(share * 100).toFixed(0)} %`,
          ],
        ],
      );
    } finally {
      await platform.stop();
    }
  },
};
