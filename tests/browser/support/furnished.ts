// A seller in the middle of their business: something in every room, also what went wrong.

import { createBuyers, finished, give, type Sharer, settled } from "../../support/access.ts";
import type { Client } from "../../support/client.ts";
import { createShop } from "../../support/shop.ts";
import { waitFor } from "../../support/wait.ts";
import { expect } from "./test.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

/** Fills the rooms of a seller and returns their addresses; the last one is a buyer's page. */
export async function furnish(platform: { api: Client }, sharer: Sharer): Promise<string[]> {
  const ask = async (path: string, body?: unknown): Promise<Json> => {
    const answer = await sharer.api.post(path, body);
    expect(answer.status, answer.text).toBeLessThan(300);
    return answer.body;
  };
  const [one = "", other = "", byHand = ""] = await createBuyers(platform, 3);
  const scripts = sharer.scripts.map(({ id }) => id);
  const grant = await settled(sharer, (await give(sharer, { username: one, duration: "3D" })).id);
  const job = await ask("/api/access/bulk", {
    usernames: [other, "A_name_that_goes_on_and_on_and_is_nobodys"],
    scripts,
    duration: "1L",
  });
  await finished(sharer, job.id);

  await ask("/api/products", {
    reference: "a-product-whose-name-in-the-shop-goes-on-and-on",
    title: "Trend Compass and everything else, for a month",
    duration: "1M",
    grace_days: 3,
    script_ids: scripts,
  });
  const shop = await createShop(platform, sharer);
  const product = "a-product-whose-name-in-the-shop-goes-on-and-on";
  const told = await shop.tell({ product, email: "somebody-with-a-long-address@shop.example.com", order_id: "1042" });
  const purchase = told.body.purchase_id;
  await waitFor("the purchase to wait", async () => {
    return (await sharer.api.get(`/api/purchases/${purchase}`)).body.status === "waiting_username";
  });
  const link = await ask(`/api/purchases/${purchase}/link`);

  const url = "https://shop.pinewire.example/an/address/that/goes/on/and/on/until/it/is/longer/than/a/phone/is/wide";
  const endpoint = await ask("/api/event-endpoints", { url, event_types: ["access.granted", "sync.finished"] });
  await ask(`/api/event-endpoints/${endpoint.id}/test`);

  const extra = { pine_id: sharer.scripts[0]?.pine_id, grants: [{ username: byHand }] };
  expect((await platform.api.post("/sandbox/tradingview/__sandbox/grants", extra)).status).toBeLessThan(300);
  const run = await ask("/api/reconcile");
  await waitFor("the comparison", async () => {
    return (await sharer.api.get(`/api/reconcile/${run.id}`)).body.status === "completed";
  });
  await ask("/api/older-api/token");

  return [
    "/access",
    "/access?status=revoked",
    `/access/grants/${grant.id}`,
    "/access/jobs",
    `/access/jobs/${job.id}`,
    "/access/jobs/new",
    "/access/reconcile",
    "/access/scripts",
    "/access/sales",
    "/access/events",
    "/access/connection",
    "/access/older-api",
    new URL(link.url).pathname,
  ];
}
