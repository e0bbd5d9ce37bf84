import { connect, type ScriptFacts } from "../support/tradingview.ts";
import { expectAccessible } from "./support/checks.ts";
import { expect, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });
test.setTimeout(120_000);

const patient = { timeout: 60_000 };

test("scripts are synced with a report, filtered by the URL, and set up", async ({
  sellerPage: page,
  seller,
  tradingView,
}) => {
  await page.goto("/access/scripts");
  await expect(page.getByText("No scripts here yet")).toBeVisible();
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("You are not connected to TradingView. Connect first.")).toBeVisible();

  await connect(seller);
  const facts: ScriptFacts[] = [
    { name: "Trend Compass", access: "invite_only", likes: 12 },
    { name: "Open Range", access: "open" },
  ];
  const [trend = ""] = await tradingView.publish(seller.account, facts);
  await page.reload();
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("2 added, 0 changed, 0 removed, 0 unchanged")).toBeVisible(patient);
  await expect(page.getByRole("heading", { name: "Trend Compass" })).toContainText("Invite-only");

  await tradingView.unpublish(trend);
  await tradingView.publish(seller.account, [{ name: "Swing Engine", access: "invite_only" }]);
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("1 added, 0 changed, 1 removed, 1 unchanged")).toBeVisible(patient);
  await page.getByText("What changed").click();
  await expect(page.getByRole("definition").filter({ hasText: "Swing Engine" })).toBeVisible();
  const heading = (title: string) => page.getByRole("heading", { name: title });
  await expect(heading("Swing Engine")).toBeVisible();
  await expect(heading("Trend Compass")).toHaveCount(0);

  const filters = page.getByRole("region", { name: "Filters" });
  await filters.getByLabel("On TradingView").selectOption("Removed");
  await expect(page).toHaveURL(/removed=only/);
  await expect(heading("Trend Compass")).toContainText("Removed on TradingView");
  await filters.getByLabel("On TradingView").selectOption("All");
  await expect(heading("Open Range")).toBeVisible();
  await filters.getByLabel("Access").selectOption("Invite-only");
  await expect(heading("Open Range")).toHaveCount(0);
  await expect(heading("Swing Engine")).toBeVisible();
  await filters.getByLabel("Title").fill("nothing like that");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();
  await filters.getByRole("button", { name: "Clear filters" }).click();

  await page.getByRole("button", { name: "Settings of Swing Engine" }).click();
  const dialog = page.getByRole("dialog", { name: "Swing Engine" });
  await dialog.getByLabel("Unit").selectOption("months");
  await dialog.getByLabel("How many").fill("3");
  await dialog.getByLabel("Price reference").fill("SWING-3M");
  await expectAccessible(page, "a script's settings");
  await dialog.getByRole("switch", { name: "For sale" }).click();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Default: 3 months · Price: SWING-3M")).toBeVisible();
  await expect(heading("Swing Engine")).toContainText("For sale");
});

test("a list that lost everything asks before it is believed", async ({ sharerPage: page, sharer, tradingView }) => {
  for (const { pine_id } of sharer.scripts) await tradingView.unpublish(pine_id);
  await page.goto("/access/scripts");
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("TradingView listed none of your scripts.")).toBeVisible(patient);
  await page.getByRole("button", { name: "Sync and mark all as removed" }).click();
  await expect(page.getByText("0 added, 0 changed, 2 removed, 0 unchanged")).toBeVisible(patient);
});
