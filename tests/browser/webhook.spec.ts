import type { Page } from "@playwright/test";
import { acceptedAlert, alert, expect, sendAlert, test } from "./support/test.ts";

const shownUrl = (page: Page) => page.getByRole("status", { name: "Webhook URL" });

test("a new URL works at once, and the old one goes on for a day", async ({ app, person, request }) => {
  await app.goto("/alerts");
  await app.getByRole("button", { name: "Make a new URL" }).click();
  await expect(app.getByRole("alertdialog")).toContainText("24 hours");
  await app.getByRole("alertdialog").getByRole("button", { name: "Make a new URL" }).click();

  await expect(app.getByText(/The previous URL still works until/)).toBeVisible();
  const url = await shownUrl(app).innerText();
  expect(url).not.toBe(person.webhookUrl);
  await acceptedAlert(request, url, alert());
  await acceptedAlert(request, person.webhookUrl, alert());

  await app.reload();
  await expect(shownUrl(app), "this tab still remembers it").toHaveText(url);
  const other = await app.context().newPage();
  await other.goto("/alerts");
  await expect(shownUrl(other), "another tab never knew it").toContainText("••••");
});

test("a disabled webhook refuses alerts until it is enabled", async ({ app, person, request }) => {
  await app.goto("/alerts");
  await app.getByRole("button", { name: "Disable" }).click();
  await app.getByRole("button", { name: "Refuse all alerts" }).click();
  await expect(app.getByText("Disabled: alerts are refused")).toBeVisible();
  expect((await sendAlert(request, person.webhookUrl, alert())).status()).toBe(401);

  await app.getByRole("button", { name: "Enable" }).click();
  await expect(app.getByText("Waiting for your first alert")).toBeVisible();
  await acceptedAlert(request, person.webhookUrl, alert());
  await expect(app.getByText(/Last alert /), "notices by itself").toBeVisible();
});

/** What TradingView would send for a message: its placeholders filled. */
function fill(message: string): string {
  const values: Record<string, string> = {
    ticker: "BTCUSDT",
    exchange: "BINANCE",
    interval: "60",
    close: "64250.5",
    timenow: new Date().toISOString().replace(/\.\d+/, ""),
    "strategy.order.action": "sell",
    "strategy.order.price": "64251",
    "strategy.order.contracts": "0.5",
    "strategy.order.id": "Exit long",
    "strategy.order.comment": "NaN",
    "strategy.market_position": "short",
  };
  return message.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the message uses {{${name}}}, which this test does not know`);
    return value;
  });
}

for (const [tab, direction] of [
  ["Indicator alert", "Long"],
  ["Strategy alert", "Short"],
  ["Plain text", "Long"],
] as const) {
  test(`the ready message “${tab}” makes a signal as it is`, async ({ app, person, request }) => {
    await app.goto("/alerts");
    await app.getByRole("tab", { name: tab }).click();
    const message = await app.getByRole("tabpanel", { name: tab }).locator("code").innerText();
    const filled = fill(message);
    await acceptedAlert(request, person.webhookUrl, filled.startsWith("{") ? JSON.parse(filled) : filled);
    await app.getByRole("link", { name: "Signals" }).first().click();
    const row = app.getByRole("row").filter({ hasText: "BTCUSDT" });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText(direction);
    await expect(row).toContainText("BINANCE");
  });
}

test("a test alert is stored like any other and leads to its signal", async ({ app }) => {
  await app.goto("/alerts");
  await app.getByLabel("Symbol").fill("NASDAQ:AAPL");
  await app.getByLabel("Message").fill("just looking");
  await app.getByRole("button", { name: "Send test alert" }).click();
  await app.getByRole("button", { name: "Open" }).click();
  const sheet = app.getByRole("dialog");
  await expect(sheet).toContainText("NASDAQ:AAPL");
  await expect(sheet).toContainText("just looking");
  await expect(sheet).toContainText("Test alert");
});

test("refused alerts are listed with the reason and what was sent", async ({ app, person, request }) => {
  await app.goto("/alerts/rejected");
  await expect(app.getByText("No alert was refused")).toBeVisible();

  expect((await sendAlert(request, person.webhookUrl, '{"ticker":"BTCUSDT","price":NaN}')).status()).toBe(400);
  expect((await sendAlert(request, person.webhookUrl, { action: "buy" })).status()).toBe(422);

  await app.reload();
  await expect(app.getByText("number_nan")).toBeVisible();
  await app.getByText("symbol_missing").click();
  await expect(app.getByRole("region", { name: "What was sent" }).filter({ visible: true })).toContainText(
    '"action": "buy"',
  );
});
