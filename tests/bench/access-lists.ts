// Lists of grants: as fast for a seller with 100,000 as for one with 1,000, on every page and with every filter.

import assert from "node:assert/strict";
import { createSharer, type Sharer } from "../support/access.ts";
import { createPlatform } from "../support/platform.ts";
import { bookGrants } from "./grants.ts";
import { percentile, progress, type Scenario, table } from "./scenario.ts";

const FEW = 1_000;
const MANY = 100_000;
const ASKED = 200;
const PAGE = 50;
const LONGEST_PAGE = 200;

interface Question {
  name: string;
  /** The path of the list, for grants of that seller. */
  path: (seller: Sharer) => string;
}

const questions: Question[] = [
  { name: "first page", path: () => "/api/access?" },
  { name: "by script", path: (seller) => `/api/access?script=${seller.scripts[0]?.id}` },
  { name: "by status", path: () => "/api/access?status=active" },
  { name: "by user", path: () => "/api/access?username=subscriber_500" },
  { name: "ending within 60 days", path: () => "/api/access?expiring_within_days=60" },
];

export const accessLists: Scenario = {
  about: "lists of 100,000 grants beside lists of 1,000",
  async run() {
    const platform = await createPlatform();
    try {
      const counts = new Map<Sharer, number>();
      for (const count of [FEW, MANY]) {
        progress(`booking ${count} grants`);
        const seller = await createSharer(platform);
        const [script] = seller.scripts;
        assert.ok(script);
        await bookGrants(platform, seller, script, count);
        counts.set(seller, count);
      }
      const sellers = [...counts.keys()];
      const rows = [];
      for (const question of questions) rows.push([question.name, ...(await compare(sellers, question.path))]);
      rows.push(["a page from the middle", ...(await compare(sellers, middle(counts)))]);
      return `${table(["list", `p50 ms of ${FEW}`, `p95 ms of ${FEW}`, `p50 ms of ${MANY}`, `p95 ms of ${MANY}`, "ratio of p95"], rows)}

${ASKED} requests each, for ${PAGE} rows, the sellers in turn.`;
    } finally {
      await platform.stop();
    }
  },
};

/** The list from the middle of a seller's grants on. */
function middle(counts: ReadonlyMap<Sharer, number>): (seller: Sharer) => Promise<string> {
  const cursors = new Map<Sharer, string>();
  return async (seller) => {
    const known = cursors.get(seller);
    if (known) return `/api/access?cursor=${known}`;
    let path = "/api/access?";
    for (let seen = 0; seen < (counts.get(seller) ?? 0) / 2; seen += LONGEST_PAGE) {
      const { body } = await seller.api.get(`${path}&limit=${LONGEST_PAGE}`);
      cursors.set(seller, body.next_cursor);
      path = `/api/access?cursor=${body.next_cursor}`;
    }
    return path;
  };
}

/** p50 and p95 for either seller, and how the p95 relate. */
async function compare(
  sellers: readonly Sharer[],
  path: (seller: Sharer) => string | Promise<string>,
): Promise<(string | number)[]> {
  const times = new Map<Sharer, number[]>(sellers.map((seller) => [seller, []]));
  for (let asked = 0; asked < ASKED; asked += 1) {
    for (const seller of sellers) {
      const url = `${await path(seller)}&limit=${PAGE}`;
      const began = performance.now();
      const answer = await seller.api.get(url);
      times.get(seller)?.push(performance.now() - began);
      assert.equal(answer.status, 200, answer.text);
      assert.ok(answer.body.data.length > 0, url);
    }
  }
  const [few = [], many = []] = times.values();
  const cells = [few, many].flatMap((of) => [percentile(of, 50), percentile(of, 95)]);
  return [...cells.map((ms) => ms.toFixed(1)), (percentile(many, 95) / percentile(few, 95)).toFixed(2)];
}
