import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { acceptedAlert, alert, expect, sendAlert, signIn, signUp, test } from "./support/test.ts";

const rows = (page: Page) => page.getByRole("row").filter({ has: page.getByRole("link") });
const row = (page: Page, ticker: string) => rows(page).filter({ hasText: ticker });

test("an alert appears by itself", async ({ app, person, request }) => {
  await expect(app.getByText("No signals yet")).toBeVisible();
  await expect(app.getByText("Live", { exact: true })).toBeVisible();

  await acceptedAlert(request, person.webhookUrl, alert());
  await expect(row(app, "BTCUSDT")).toBeVisible();
  await expect(row(app, "BTCUSDT")).toContainText("64,250.5");
});

test("what the URL says beyond the filters is left alone", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await app.goto("/signals?utm_source=mail&result=nonsense");
  await expect(row(app, "BTCUSDT")).toBeVisible();
});

test("pausing holds the list still and says how much changed", async ({ app, person, request }) => {
  await expect(app.getByText("Live", { exact: true })).toBeVisible();
  await app.getByRole("button", { name: "Pause live updates" }).click();
  await acceptedAlert(request, person.webhookUrl, alert());
  await app.getByRole("button", { name: "1 change while paused" }).click();
  await expect(row(app, "BTCUSDT")).toBeVisible();
  await expect(app.getByText("Live", { exact: true })).toBeVisible();
});

test("a duplicate is shown at the signal that it repeats", async ({ app, person, request }) => {
  const body = alert();
  await acceptedAlert(request, person.webhookUrl, body);
  const again = await sendAlert(request, person.webhookUrl, body);
  expect(await again.json()).toMatchObject({ duplicate: true });
  await app.reload();
  await expect(rows(app)).toHaveCount(1);
  await expect(app.getByRole("img", { name: "Received 1 more time" })).toBeVisible();
});

test("filters are kept in the URL", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "BTCUSDT", action: "buy" }));
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "ETHUSDT", action: "sell" }));
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "ETHUSDT", action: "buy" }));
  await app.reload();
  await expect(rows(app)).toHaveCount(3);

  await app.getByLabel("Ticker", { exact: true }).fill("ETHUSDT");
  await app.getByLabel("Ticker", { exact: true }).press("Enter");
  await expect(rows(app)).toHaveCount(2);
  await app.getByLabel("Direction", { exact: true }).selectOption({ label: "Short" });
  await expect(rows(app)).toHaveCount(1);
  await expect(app).toHaveURL(/ticker=ETHUSDT/);
  await expect(app).toHaveURL(/direction=short/);

  await app.reload();
  await expect(rows(app)).toHaveCount(1);
  await expect(app.getByLabel("Ticker", { exact: true })).toHaveValue("ETHUSDT");

  await app.getByLabel("Result", { exact: true }).selectOption({ label: "Win" });
  await expect(app.getByText("No signal matches these filters")).toBeVisible();
  await app.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(rows(app)).toHaveCount(3);
});

test("days are days of the user's time zone", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  const today = new Date().toISOString().slice(0, 10);
  await app.goto(`/signals?from=${today}&to=${today}`);
  await expect(rows(app)).toHaveCount(1);
  await app.goto("/signals?to=2020-01-01");
  await expect(app.getByText("No signal matches these filters")).toBeVisible();
});

test("a result is set in the list, and counts in the statistics", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await row(app, "BTCUSDT").getByRole("button", { name: "Change the result of BINANCE:BTCUSDT: Pending" }).click();
  await app.getByRole("menuitemradio", { name: "Win" }).click();
  await expect(row(app, "BTCUSDT")).toContainText("Win");
  await app.getByRole("link", { name: "Statistics" }).first().click();
  await expect(app.getByText("100%").first()).toBeVisible();
});

test("entry and exit give the profit; notes are kept; the timeline tells it", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await row(app, "BTCUSDT").getByRole("link", { name: "BTCUSDT" }).click();
  const sheet = app.getByRole("dialog");
  await sheet.getByRole("radio", { name: "Win" }).click();
  await sheet.getByLabel("Entry price").fill("64000");
  await sheet.getByLabel("Exit price").fill("65280,5");
  await sheet.getByLabel("Notes").fill("clean retest");
  await sheet.getByRole("button", { name: "Save changes" }).click();
  await expect(app.getByText("Result saved")).toBeVisible();
  await expect(sheet.getByLabel("Profit or loss")).toHaveValue("1280.5");
  await expect(sheet.getByText("Result set")).toBeVisible();

  await app.reload();
  await expect(sheet.getByLabel("Notes")).toHaveValue("clean retest");
  await sheet.getByRole("button", { name: "Close" }).click();
  await expect(row(app, "BTCUSDT")).toContainText("+1,280.5");
});

test("a price that is no number is refused at its field", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await row(app, "BTCUSDT").getByRole("link", { name: "BTCUSDT" }).click();
  const sheet = app.getByRole("dialog");
  await sheet.getByLabel("Entry price").fill("twelve");
  await sheet.getByRole("button", { name: "Save changes" }).click();
  await expect(sheet.getByRole("alert")).toBeVisible();
  await expect(sheet.getByLabel("Entry price")).toHaveAttribute("aria-invalid", "true");
});

test("the detail shows the alert as it arrived and what happened to it", async ({ app, person, request }) => {
  const body = alert({ plot_0: 12.5, parameters: { atr: 14 } });
  await acceptedAlert(request, person.webhookUrl, body);
  await row(app, "BTCUSDT").getByRole("link", { name: "BTCUSDT" }).click();
  const sheet = app.getByRole("dialog");
  await expect(sheet.getByText("Trend rider").first()).toBeVisible();
  await expect(sheet.getByRole("region", { name: "Raw alert" })).toContainText(`"id": "${body.id}"`);
  await expect(sheet.getByRole("region", { name: "Parameters" })).toContainText('"atr": 14');
  await expect(sheet.getByRole("region", { name: "Other fields" })).toContainText("plot_0");
  for (const step of ["Received", "Understood", "Stored"]) {
    await expect(sheet.getByRole("listitem").filter({ hasText: step }).first()).toBeVisible();
  }
});

test("a deleted signal comes back with undo", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await row(app, "BTCUSDT").getByRole("link", { name: "BTCUSDT" }).click();
  await app.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(app.getByText("No signals yet")).toBeVisible();
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(row(app, "BTCUSDT")).toBeVisible();
});

test("the list goes on as one scrolls", async ({ app, person, request }) => {
  const tickers = Array.from({ length: 60 }, (_, index) => `T${String(index).padStart(3, "0")}USDT`);
  for (const ticker of tickers) await acceptedAlert(request, person.webhookUrl, alert({ ticker }));
  await app.reload();
  await expect(app.getByText("50 signals loaded")).toBeVisible();
  await app.mouse.wheel(0, 20_000);
  await expect(app.getByText("60 signals loaded")).toBeVisible();
  await expect(rows(app)).toHaveCount(60);
  await expect(row(app, "T000USDT")).toHaveCount(1);
});

test("cards show the same signals as the table", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await app.getByRole("radio", { name: "Cards" }).click();
  await expect(app).toHaveURL(/view=cards/);
  const card = app.getByRole("listitem").filter({ hasText: "BTCUSDT" });
  await expect(card).toContainText("64,250.5");
  await expect(card).toContainText("Long");
});

test("the export has the filtered signals, and no cell that a spreadsheet would run", async ({
  app,
  person,
  request,
}) => {
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "BTCUSDT", message: "=HYPERLINK(1)" }));
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "ETHUSDT" }));
  await app.goto("/signals?ticker=BTCUSDT");
  await expect(rows(app)).toHaveCount(1);
  const downloading = app.waitForEvent("download");
  await app.getByRole("link", { name: "Export CSV" }).click();
  const csv = readFileSync(await (await downloading).path(), "utf8");
  expect(csv).toContain("BTCUSDT");
  expect(csv).not.toContain("ETHUSDT");
  expect(csv).toContain("HYPERLINK");
  expect(csv).not.toMatch(/(^|,)"?=/m);
});

test("a link to somebody else's signal shows nothing of it", async ({ app, browser, person, request }) => {
  const id = await acceptedAlert(request, person.webhookUrl, alert());
  await app.goto(`/signals/${id}`);
  await expect(app.getByRole("dialog")).toContainText("BTCUSDT");

  const stranger = await (await browser.newContext()).newPage();
  await signIn(stranger, await signUp(request));
  await stranger.goto(`/signals/${id}`);
  await expect(stranger.getByText("There is no such signal").first()).toBeVisible();
});
