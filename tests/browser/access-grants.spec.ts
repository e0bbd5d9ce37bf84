import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { give, grantOn, grantsOn, settled } from "../support/access.ts";
import { expectAccessible } from "./support/checks.ts";
import { expect, scriptOf, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });
test.setTimeout(120_000);

const row = (page: Page, text: string) => page.getByRole("main").getByRole("listitem").filter({ hasText: text });
const patient = { timeout: 60_000 };

test("access is given to a name in any spelling, and its log tells how", async ({
  sharerPage: page,
  platform,
  sharer,
  buyers: [buyer],
}) => {
  await page.goto("/access");
  await page.getByRole("button", { name: "Give access" }).first().click();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("TradingView username");
  await name.fill("Nobody_has_this_name");
  await expect(dialog.getByText("TradingView has no user called “Nobody_has_this_name”.")).toBeVisible();
  await name.fill("jane doe");
  await expect(dialog.getByText("This can't be a username")).toBeVisible();
  await name.fill(buyer.toUpperCase());
  await expect(dialog.getByText(`On TradingView: ${buyer}`)).toBeVisible();
  await expectAccessible(page, "giving access");

  await dialog.getByRole("button", { name: "Give access" }).click();
  await expect(dialog.getByText("Choose at least one script.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Trend Compass" }).check();
  await dialog.getByLabel("How many").fill("7");
  await dialog.getByRole("button", { name: "Give access" }).click();

  const sheet = page.getByRole("dialog", { name: buyer });
  await expect(sheet.getByText("Active", { exact: true })).toBeVisible(patient);
  await expect(sheet.getByText("carried out", { exact: true }), "in the log").toBeVisible();
  await expect(sheet.getByText("7 days", { exact: true })).toBeVisible();
  expect((await grantOn(platform, scriptOf(sharer, "Trend Compass"), buyer))?.active).toBe(true);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/access$/);
  await expect(row(page, buyer)).toContainText("Active");
});

test("one grant is extended, given another end, made a lifetime and revoked", async ({
  sharerPage: page,
  platform,
  sharer,
  buyers: [buyer],
}) => {
  const script = scriptOf(sharer, "Trend Compass");
  const { id } = await settled(sharer, (await give(sharer, { username: buyer, duration: "7D" }, script)).id);
  const there = () => grantOn(platform, script, buyer);
  await page.goto(`/access/grants/${id}`);
  const sheet = page.getByRole("dialog", { name: buyer });

  await sheet.getByRole("button", { name: "Extend" }).click();
  const extend = page.getByRole("dialog", { name: "Extend" });
  await extend.getByLabel("How many").fill("2");
  await expectAccessible(page, "extending");
  await extend.getByLabel("Unit").selectOption("weeks");
  await extend.getByRole("button", { name: "Extend" }).click();
  await expect(sheet.getByText("2 weeks", { exact: true })).toBeVisible();
  await expect
    .poll(async () => Math.round((Date.parse((await there())?.expiration ?? "") - Date.now()) / 86_400_000), patient)
    .toBe(21);

  await sheet.getByRole("button", { name: "Set the end" }).click();
  const replace = page.getByRole("dialog", { name: "Set the end" });
  await replace.getByLabel("Last day").fill("2030-01-31");
  await replace.getByRole("button", { name: "Set the end" }).click();
  await expect(sheet.getByText(/Jan 31, 2030/).first()).toBeVisible(patient);
  await expect.poll(async () => (await there())?.expiration?.slice(0, 10), patient).toBe("2030-01-31");

  await sheet.getByRole("button", { name: "Lifetime" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Give a lifetime" }).click();
  await expect.poll(async () => (await there())?.expiration, patient).toBeNull();
  await expect(sheet.getByRole("button", { name: "Lifetime" }), "there is no longer one").toHaveCount(0, patient);

  await sheet.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
  expect((await there())?.active, "nothing happens before the answer").toBe(true);
  await sheet.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(sheet.getByText("Revoked", { exact: true })).toBeVisible(patient);
  expect((await there())?.active).toBe(false);
});

test("the books are filtered by the URL and taken along as CSV", async ({ sharerPage: page, sharer, buyers }) => {
  const [soon, later] = buyers;
  for (const [username, duration] of [
    [soon, "2D"],
    [later, "1Y"],
  ]) {
    await settled(sharer, (await give(sharer, { username, duration })).id);
  }
  await page.goto("/access?within=3");
  await expect(row(page, soon)).toBeVisible();
  await expect(row(page, later)).toHaveCount(0);
  const filters = page.getByRole("region", { name: "Filters" });
  await expect(filters.getByLabel("Ends within")).toHaveValue("3");

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const csv = readFileSync(await (await downloading).path(), "utf8");
  expect(csv).toContain(soon);
  expect(csv).not.toContain(later);

  await filters.getByRole("button", { name: "Clear filters" }).click();
  await expect(row(page, later)).toBeVisible();
  await filters.getByLabel("Status").selectOption("revoked");
  await expect(page).toHaveURL(/status=revoked/);
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
  await page.goto("/access?status=nonsense&within=-4");
  await expect(row(page, later)).toBeVisible();
});

test("pages of the books are loaded on", async ({ sharerPage: page, sharer, platform }) => {
  const { createBuyers, finished } = await import("../support/access.ts");
  const usernames = await createBuyers(platform, 60);
  const job = await sharer.api.post("/api/access/bulk", {
    usernames,
    scripts: [sharer.scripts[0]?.id],
    duration: "30D",
  });
  await finished(sharer, job.body.id);
  await page.goto("/access");
  const items = page.getByRole("checkbox", { name: /^Select Buyer_/ });
  await expect(items).toHaveCount(50);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(items).toHaveCount(60);
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
});

test("selected access, a user's and a script's are revoked as jobs", async ({
  sharerPage: page,
  sharer,
  platform,
  buyers,
}) => {
  const [one, other] = buyers;
  for (const username of buyers) {
    for (const script of sharer.scripts) {
      await settled(sharer, (await give(sharer, { username, duration: "30D" }, script)).id);
    }
  }
  const active = async (title: string) =>
    (await grantsOn(platform, scriptOf(sharer, title))).filter((grant) => grant.active).map((grant) => grant.username);

  await page.goto("/access");
  await page.getByRole("checkbox", { name: `Select ${one}, Trend Compass` }).check();
  const bar = page.getByRole("toolbar", { name: "1 selected" });
  await bar.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page).toHaveURL(/\/access\/jobs\/blk_/);
  await expect(page.getByText("Completed", { exact: true })).toBeVisible(patient);
  await expect.poll(() => active("Trend Compass"), patient).toEqual([other]);

  await page.goto(`/access?username=${other}`);
  await page.getByRole("button", { name: `Revoke all of ${other}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect.poll(() => active("Trend Compass"), patient).toEqual([]);
  await expect.poll(() => active("Swing Engine"), patient).toEqual([one]);

  await page.goto(`/access?script=${scriptOf(sharer, "Swing Engine").id}`);
  await page.getByRole("button", { name: "Revoke all of this script" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect.poll(() => active("Swing Engine"), patient).toEqual([]);
});

test("a grant that is not there says so", async ({ sharerPage: page }) => {
  await page.goto("/access/grants/grt_01HM6X3T5Q0000000000000000");
  await expect(page.getByRole("dialog").getByText("There is no such access").first()).toBeVisible();
});

test("the books can be used without a mouse", async ({ sharerPage: page, sharer, buyers: [buyer] }) => {
  await settled(sharer, (await give(sharer, { username: buyer, duration: "7D" })).id);
  await page.goto("/stats");
  await expect(page.getByRole("heading", { level: 1, name: "Statistics" })).toBeVisible();
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  await page.keyboard.type("script acc");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/access$/);

  const link = page.getByRole("link", { name: buyer });
  await link.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: buyer });
  await sheet.getByRole("button", { name: "Revoke" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog").getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await sheet.getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();

  const box = page.getByRole("checkbox", { name: `Select ${buyer}, Trend Compass` });
  await box.focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("toolbar", { name: "1 selected" })).toBeVisible();
});
