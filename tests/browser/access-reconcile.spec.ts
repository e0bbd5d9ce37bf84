import { give, grantOn, settled } from "../support/access.ts";
import { expect, scriptOf, test } from "./support/seller.ts";

test.setTimeout(180_000);
const patient = { timeout: 90_000 };

test("the books are compared with TradingView, and each difference is mended", async ({
  sharerPage: page,
  sharer,
  platform,
  buyers: [booked, extra],
}) => {
  const script = scriptOf(sharer, "Trend Compass");
  await settled(sharer, (await give(sharer, { username: booked, duration: "30D" }, script)).id);
  await page.goto("/access/reconcile");
  await expect(page.getByText("Not compared yet")).toBeVisible();
  await page.getByRole("button", { name: "Compare now" }).click();
  await expect(page.getByText("1 access agrees. 0 differences.")).toBeVisible(patient);

  // Another one, by hand on TradingView.
  const byHand = { pine_id: script.pine_id, grants: [{ username: extra }] };
  expect((await platform.api.post("/sandbox/tradingview/__sandbox/grants", byHand)).status).toBeLessThan(300);
  await page.getByRole("button", { name: "Compare now" }).click();
  await expect(page.getByText("1 access agrees. 1 difference.")).toBeVisible(patient);
  const item = page.getByRole("listitem").filter({ hasText: extra });
  await expect(item).toContainText("Only on TradingView");
  await item.getByRole("button", { name: "Remove it" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  await item.getByRole("button", { name: "Take it into the books" }).click();
  await expect(page.getByText("The books agree now")).toBeVisible();
  await expect(page.getByText("No such differences")).toBeVisible();
  await page.getByRole("radio", { name: "Mended" }).click();
  await expect(item).toContainText("the books were changed");

  await page.goto(`/access?username=${extra}`);
  await expect(page.getByRole("listitem").filter({ hasText: extra })).toContainText("Lifetime");
  expect((await grantOn(platform, script, extra))?.active).toBe(true);
});
