import { execFileSync } from "node:child_process";
import { createShop, Shop } from "../support/shop.ts";
import { expectAccessible } from "./support/checks.ts";
import { expect, scriptOf, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });
/** A purchase is said to be done by a job that runs each minute. */
const A_MINUTE_AND_MORE = { timeout: 150_000 };
test.setTimeout(300_000);

test("a seller sets up a product and a hook, and the shown request buys it", async ({ sharerPage: page, sharer }) => {
  await page.goto("/access/sales");
  await page.getByRole("button", { name: "New product" }).click();
  let dialog = page.getByRole("dialog", { name: "New product" });
  await dialog.getByLabel("Name in the shop").fill("trend-monthly");
  await dialog.getByLabel("Title").fill("Trend Compass, monthly");
  await dialog.getByLabel("Days of grace").fill("3");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog.getByText("Choose at least one script.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Trend Compass" }).check();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("trend-monthly · 1 month · 3 days of grace · Trend Compass")).toBeVisible();

  await page.getByRole("button", { name: "New product" }).click();
  dialog = page.getByRole("dialog", { name: "New product" });
  await dialog.getByLabel("Name in the shop").fill("trend-monthly");
  await dialog.getByRole("checkbox", { name: "Trend Compass" }).check();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(dialog.getByRole("alert"), "there is one of this name").toBeVisible();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "New hook" }).click();
  await page.getByLabel("Name", { exact: true }).fill("My shop");
  await page.getByRole("button", { name: "Make the hook" }).click();
  const url = await page.getByRole("status", { name: "Address" }).innerText();
  const secret = await page.getByRole("status", { name: "Signing secret" }).innerText();
  await page.getByText("A request to try it").click();
  await expectAccessible(page, "a new hook");
  const command = await page.getByRole("region", { name: "A request to try it" }).innerText();
  await page.getByRole("button", { name: "I have copied both" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  await expect(page.getByText(url)).toHaveCount(0);

  const answer = execFileSync("bash", ["-c", command], { encoding: "utf8" });
  expect(JSON.parse(answer)).toMatchObject({ duplicate: false });
  await page.reload();
  await expect(page.getByRole("region", { name: "Purchases" }).getByRole("row")).toHaveCount(2);
  expect((await sharer.api.get("/api/purchases")).body.data[0].product).toBe("trend-monthly");
});

test("a hook gets a new address and a new secret, is disabled and deleted", async ({
  sharerPage: page,
  sharer,
  platform,
}) => {
  const shop = await createShop(platform, sharer);
  await page.goto("/access/sales");
  await page.getByRole("button", { name: "New address" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make a new address" }).click();
  const url = await page.getByRole("status", { name: "Address" }).innerText();
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText(/^What it replaced works until/)).toBeVisible();

  await page.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make a new secret" }).click();
  const secret = await page.getByRole("status", { name: "Signing secret" }).innerText();
  await page.getByRole("button", { name: "Close" }).click();
  const renewed = new Shop(platform.api, { id: shop.hookId, url, secret });
  expect((await renewed.tell({ email: "jane@example.com" })).status).toBe(202);
  expect((await shop.tell({ email: "jane@example.com" })).status, "for a day the old ones work too").toBe(202);

  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("button", { name: "Refuse its events" }).click();
  await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
  expect((await renewed.tell({ email: "jane@example.com" })).status).toBe(401);
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText("Disabled", { exact: true })).toHaveCount(0);

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete the hook" }).click();
  await expect(page.getByText("No hooks yet")).toBeVisible();
  expect((await renewed.tell({ email: "jane@example.com" })).status).toBe(404);
});

test("a purchase that waits is named, handed a link, and done", async ({
  sharerPage: page,
  sharer,
  platform,
  buyers: [buyer],
}) => {
  const product = { reference: "trend", duration: "1M", script_ids: [scriptOf(sharer, "Trend Compass").id] };
  expect((await sharer.api.post("/api/products", product)).status).toBe(201);
  const shop = await createShop(platform, sharer);
  await shop.tell({ order_id: "1042", email: "jane@example.com" });
  await shop.tell({ order_id: "1043", email: "joe@example.com", product: "unheard-of", tradingview_username: buyer });

  await page.goto("/access/sales");
  await expect(page.getByRole("table")).toContainText("Waits for the product");
  await page.getByLabel("Status").selectOption("Waits for the username");
  await expect(page).toHaveURL(/status=waiting_username/);
  await page.getByRole("button", { name: /^jane@example.com/ }).click();
  const sheet = page.getByRole("dialog", { name: "Purchase" });
  await expect(sheet.getByText("The shop did not tell the TradingView username.")).toBeVisible();
  await sheet.getByRole("button", { name: "Make the buyer's link" }).click();
  await expect(sheet.getByRole("status", { name: "The buyer's link" })).toContainText("/buyer/");
  await expect(sheet.getByText("It was mailed to the buyer as well.")).toBeVisible();
  await expectAccessible(page, "a purchase");

  await sheet.getByLabel("TradingView username").fill(buyer.toLowerCase());
  await expect(sheet.getByText(`On TradingView: ${buyer}`)).toBeVisible();
  await sheet.getByRole("button", { name: "This is the buyer" }).click();
  await expect(sheet.getByText("Done", { exact: true }).first()).toBeVisible(A_MINUTE_AND_MORE);
  await sheet.getByRole("link", { name: buyer }).click();
  await expect(page).toHaveURL(/\/access\/grants\/grt_/);
  await expect(page.getByRole("dialog", { name: buyer })).toContainText("A purchase");
});
