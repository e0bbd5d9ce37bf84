import { readFileSync } from "node:fs";
import { expectAccessible } from "./support/checks.ts";
import { expect, holdTen, marketOrder, test } from "./support/trader.ts";

test.describe.configure({ mode: "parallel" });
test.setTimeout(240_000);

const patient = { timeout: 60_000 };

test("an order is previewed, placed and filled; its position is protected, closed in part and in whole", async ({
  traderPage: page,
  trader,
}) => {
  await page.goto("/trading");
  await expect(page.getByText("Live", { exact: true })).toBeVisible(patient);
  await expect(page.getByText("$100,000.00").first(), "what the account is worth").toBeVisible(patient);
  await expectAccessible(page, "an empty desk");

  const ticket = page.getByRole("region", { name: "Preview" });
  await page.getByLabel("Symbol").fill("AAPL");
  await expect(page.getByText(/Apple.* · /), "what the symbol is").toBeVisible();
  await page.getByLabel("Quantity").fill("10");
  await page.getByRole("button", { name: "Preview the order" }).click();
  await expect(ticket.getByText("Trades left of the plan")).toBeVisible();
  await expect(ticket).toContainText("Opens");
  await expectAccessible(page, "a preview");
  await ticket.getByRole("button", { name: "Change it" }).click();
  await expect(ticket).toHaveCount(0);
  await page.getByRole("button", { name: "Preview the order" }).click();
  await ticket.getByRole("button", { name: "Buy AAPL" }).click();
  await expect(page.getByText("The order is on its way")).toBeVisible();

  const positions = page.getByRole("region", { name: "Positions" });
  await expect(positions.getByRole("row", { name: /AAPL Long 10/ }), "it comes by itself").toBeVisible(patient);
  const orders = page.getByRole("region", { name: "Orders", exact: true });
  await expect(orders.getByRole("row", { name: /AAPL/ })).toContainText("Filled", patient);
  expect((await trader.orders()).length, "it was placed once").toBe(1);

  await positions.getByRole("button", { name: "More for AAPL" }).click();
  await page.getByRole("menuitem", { name: "Target and stop…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Target price").fill("9999");
  await dialog.getByLabel("Stop price of the position").fill("1");
  await dialog.getByRole("button", { name: "Set target and stop" }).click();
  await expect(dialog).toHaveCount(0);
  const open = page.getByRole("region", { name: "Open orders" });
  await expect(open.getByRole("row", { name: /limit 9,999/ })).toBeVisible(patient);

  await positions.getByRole("button", { name: "More for AAPL" }).click();
  await page.getByRole("menuitem", { name: "Target and stop…" }).click();
  await expect(dialog.getByLabel("Target price"), "what it has now").toHaveValue("9999");
  await page.keyboard.press("Escape");

  await positions.getByRole("button", { name: "Close", exact: true }).click();
  await dialog.getByLabel("Quantity").fill("11");
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(dialog.getByRole("alert").or(dialog.locator("[aria-invalid]"))).toBeVisible();
  await dialog.getByLabel("Quantity").fill("4");
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(positions.getByRole("row", { name: /AAPL Long 6/ })).toBeVisible(patient);
  await positions.getByRole("button", { name: "Close", exact: true }).click();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByText("Nothing is held.")).toBeVisible(patient);

  await page.getByRole("tab", { name: "Fills" }).click();
  const fills = page.getByRole("region", { name: "Fills" });
  await expect(fills.getByRole("row").filter({ hasText: "closes" })).toHaveCount(2, patient);
  await fills.getByRole("button", { name: "AAPL" }).last().click();
  await expect(page.getByRole("heading", { name: "What happened" })).toBeVisible();
  await expectAccessible(page, "an order's life");
  await page.keyboard.press("Escape");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Audit log (CSV)" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^order-audit-.*\.csv$/);
  expect(readFileSync(await file.path(), "utf8")).toContain("executed");
});

test("an order that waits is changed and cancelled; the kill switch stops everything", async ({
  traderPage: page,
  trader,
}) => {
  await trader.placed(marketOrder({ type: "limit", quantity: "5", limit_price: "1.25", duration: "gtc" }));
  await page.goto(`/trading?account=${trader.account}`);
  const open = page.getByRole("region", { name: "Open orders" });
  await expect(open.getByRole("row", { name: /AAPL/ })).toContainText("limit 1.25", patient);
  await expect(open.getByRole("row", { name: /AAPL/ })).toContainText("Working", patient);
  await open.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Limit price").fill("1,50");
  await dialog.getByRole("button", { name: "Change the order" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(open.getByRole("row", { name: /AAPL/ })).toContainText("limit 1.5", patient);
  await expect(open.getByRole("row", { name: /AAPL/ })).toContainText("Working", patient);
  await open.getByRole("button", { name: "Cancel order" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByText("No order is open.")).toBeVisible(patient);

  await holdTen(trader);
  await page.getByRole("button", { name: "Kill switch" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("checkbox", { name: "Close all positions too" }).check();
  await expectAccessible(page, "the kill switch");
  await question.getByRole("button", { name: "Stop the account" }).click();
  await expect(page.getByText(/^Stopped since/)).toBeVisible(patient);
  await expect(page.getByText("Nothing is held.")).toBeVisible(patient);

  await page.getByLabel("Symbol").fill("AAPL");
  await page.getByLabel("Quantity").fill("1");
  await page.getByRole("button", { name: "Preview the order" }).click();
  await expect(page.getByText("The kill switch is on")).toBeVisible();
  await expect(page.getByRole("button", { name: "Buy AAPL" })).toHaveCount(0);
  await page.getByRole("button", { name: "Let it trade again" }).click();
  await question.getByRole("button", { name: "Let it trade again" }).click();
  await expect(page.getByText(/^Stopped since/)).toHaveCount(0, patient);
});

test("limits refuse with their name, large orders ask, and the free plan ends at four trades", async ({
  traderPage: page,
  trader,
}) => {
  await page.goto("/trading");
  const write = async (quantity: string) => {
    await page.getByLabel("Symbol").fill("AAPL");
    await page.getByLabel("Quantity").fill(quantity);
    await page.getByRole("button", { name: "Preview the order" }).click();
  };
  await expect(page.getByText("$100,000.00").first()).toBeVisible(patient);
  await write("100000");
  await expect(page.getByText(/too large/i).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Buy AAPL" })).toHaveCount(0);
  await page.getByRole("button", { name: "Change it" }).click();

  await write("0.00000000001");
  await expect(page.getByLabel("Quantity"), "what is wrong stands beside the field").toHaveAttribute(
    "aria-invalid",
    "true",
  );

  const limits = { max_order_notional: null, max_position_percent: null, fat_finger_percent: "1" };
  await trader.api.put(`/api/risk/${trader.account}`, { limits });
  await page.getByRole("button", { name: "Change it" }).click();
  await write("10");
  await expect(page.getByText("Unusually large order")).toBeVisible();
  const buy = page.getByRole("button", { name: "Buy AAPL" });
  await expect(buy).toBeDisabled();
  await page.getByRole("checkbox", { name: "I want an order this large" }).check();
  await buy.click();
  await expect(page.getByText("The order is on its way")).toBeVisible();
  for (let trade = 2; trade <= 4; trade += 1) {
    await trader.at(await trader.placed(marketOrder({ quantity: "1", confirmed: true })), "filled");
  }
  await write("1");
  await expect(page.getByText("The free plan includes four trades.").first()).toBeVisible(patient);
  await expect(buy).toHaveCount(0);
  await expectAccessible(page, "the end of the free plan");
});
