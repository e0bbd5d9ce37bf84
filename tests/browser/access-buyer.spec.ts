// The page of somebody who bought a script: no account, only the link from the mail.

import { grantOn } from "../support/access.ts";
import { createShop } from "../support/shop.ts";
import { waitFor } from "../support/wait.ts";
import { expect, scriptOf, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });

/** A purchase is said to be done by a job that runs each minute. */
const A_MINUTE_AND_MORE = 150_000;
test.setTimeout(240_000);

type Facts = Pick<import("./support/seller.ts").SellerFixtures, "platform" | "sharer">;

/** A purchase whose buyer has to say who they are, and their link. */
async function bought({ platform, sharer }: Facts, given: Record<string, string> = {}): Promise<string> {
  const product = {
    reference: "trend-monthly",
    title: "Trend Compass, monthly",
    duration: "1M",
    script_ids: [scriptOf(sharer, "Trend Compass").id],
  };
  expect((await sharer.api.post("/api/products", product)).status).toBe(201);
  const shop = await createShop(platform, sharer);
  const told = await shop.tell({ product: "trend-monthly", email: "jane@example.com", ...given });
  expect(told.status, told.text).toBe(202);
  const id = String(told.body.purchase_id);
  await waitFor("the purchase to wait for the username", async () => {
    const { body } = await sharer.api.get(`/api/purchases/${id}`);
    return body.status === "waiting_username";
  });
  const link = await sharer.api.post(`/api/purchases/${id}/link`);
  expect(link.status, link.text).toBe(201);
  return link.body.url;
}

test("a buyer says who they are and gets access", async ({ page, platform, sharer, buyers: [buyer] }) => {
  await page.goto(await bought({ platform, sharer }));
  await expect(page.getByRole("heading", { level: 1, name: "Trend Compass, monthly" })).toBeVisible();
  const name = page.getByLabel("TradingView username");
  await name.fill("Nobody_has_this_name");
  await page.getByRole("button", { name: "Get access" }).click();
  await expect(name).toHaveAttribute("aria-invalid", "true");

  await name.fill(buyer.toLowerCase());
  await page.getByRole("button", { name: "Get access" }).click();
  await expect(page.getByText("Access is given", { exact: true })).toBeVisible({ timeout: A_MINUTE_AND_MORE });
  await expect(page.getByText(`${buyer} has access.`), "in the exact spelling").toBeVisible();
  expect((await grantOn(platform, scriptOf(sharer, "Trend Compass"), buyer))?.active).toBe(true);

  await page.reload();
  await expect(page.getByText("Access is given", { exact: true }), "the link tells it afterwards too").toBeVisible();
  await expect(page.getByRole("button", { name: "Get access" })).toHaveCount(0);
});

test("a wrong name from the shop is corrected", async ({ page, platform, sharer, buyers: [buyer] }) => {
  await page.goto(await bought({ platform, sharer }, { tradingview_username: "Nobody_at_all" }));
  await expect(page.getByText("TradingView has no user called “Nobody_at_all”.")).toBeVisible();
  await page.getByLabel("TradingView username").fill(`@${buyer}`);
  await page.getByRole("button", { name: "Get access" }).click();
  await expect(page.getByText("Access is given", { exact: true })).toBeVisible({ timeout: A_MINUTE_AND_MORE });
});

test("what was said elsewhere meanwhile can't be said again", async ({ page, platform, sharer, buyers }) => {
  const url = await bought({ platform, sharer });
  await page.goto(url);
  await expect(page.getByLabel("TradingView username")).toBeVisible();
  const link = new URL(url).pathname.replace("/buyer/", "/api/buyer/");
  expect((await platform.api.put(link, { username: buyers[0] })).status).toBe(200);
  await page.getByLabel("TradingView username").fill(buyers[1]);
  await page.getByRole("button", { name: "Get access" }).click();
  await expect(page.getByText("Access is given", { exact: true })).toBeVisible({ timeout: A_MINUTE_AND_MORE });
  await expect(page.getByText(buyers[0])).toBeVisible();
});

test("links that are none of ours are said to be so", async ({ page, platform, sharer }) => {
  await page.goto("/buyer/nonsense");
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
  const url = await bought({ platform, sharer });
  await page.goto(`${url}x`);
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("an expired link says what to do, in the reader's language", async ({ page, platform, sharer }) => {
  const url = await bought({ platform, sharer });
  // A link of two weeks can't be waited for: the server's answer is.
  await page.route("**/api/buyer/**", (route) =>
    route.fulfill({
      status: 410,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "link_expired", detail: "This link has expired." }),
    }),
  );
  await page.goto(url);
  await expect(page.getByRole("heading", { name: "This link has expired" })).toBeVisible();
  await page.getByLabel("Language").selectOption("tr");
  await expect(page.getByRole("heading", { name: "Bu bağlantının süresi dolmuş" })).toBeVisible();
});
