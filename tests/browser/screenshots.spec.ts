// Screenshots, captured by the platform's own browser from the sandbox's charts.

import type { Page } from "@playwright/test";
import { acceptedAlert, alert, expect, test, WITH_SCREENSHOTS_MS } from "./support/test.ts";

test.use({ screenshots: true });
test.setTimeout(WITH_SCREENSHOTS_MS);

const capturing = { timeout: WITH_SCREENSHOTS_MS };
const row = (page: Page, ticker: string) => page.getByRole("row").filter({ hasText: ticker });

test("a screenshot appears when it is captured, and can be looked at", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  const thumbnail = row(app, "BTCUSDT").getByRole("button", { name: "Enlarge the chart of BINANCE:BTCUSDT" });
  await expect(thumbnail).toBeVisible(capturing);
  await thumbnail.click();
  const picture = app.getByRole("dialog").getByRole("img", { name: /^Chart of BINANCE:BTCUSDT/ });
  await expect(picture).toHaveJSProperty("naturalWidth", 1920);
  await app.getByRole("button", { name: "Close" }).click();

  await row(app, "BTCUSDT").getByRole("link", { name: "BTCUSDT" }).click();
  await expect(app.getByRole("dialog").getByText("Screenshot captured")).toBeVisible();
});

test("screenshots are captured again, for one and for many", async ({ app, person, request }) => {
  for (const ticker of ["BTCUSDT", "ETHUSDT"]) await acceptedAlert(request, person.webhookUrl, alert({ ticker }));
  await expect(app.getByRole("button", { name: /^Enlarge the chart/ })).toHaveCount(2, capturing);

  await app.getByRole("checkbox", { name: "Select all loaded signals" }).check();
  const bar = app.getByRole("toolbar", { name: "2 selected" });
  await bar.getByRole("button", { name: "Capture again" }).click();
  await expect(app.getByText("2 screenshots queued")).toBeVisible();
  await expect(bar).toBeHidden();
  await expect(app.getByRole("button", { name: /^Enlarge the chart/ })).toHaveCount(2, capturing);

  await row(app, "ETHUSDT").getByRole("link", { name: "ETHUSDT" }).click();
  const sheet = app.getByRole("dialog");
  await sheet.getByRole("button", { name: "Capture again" }).click();
  await expect(sheet.getByText("Screenshot asked for again")).toHaveCount(2);
});

test("a screenshot that failed says why", async ({ app, person, request }) => {
  const chart_id = `Gone${Math.random().toString(36).slice(2, 6)}`;
  const fault = { vendor: "tradingview", path_prefix: `/chart/${chart_id}`, status: 404, times: 10 };
  expect((await request.post("/sandbox/faults", { data: fault })).status()).toBe(201);
  await acceptedAlert(request, person.webhookUrl, alert({ chart_id }));
  await expect(row(app, "BTCUSDT").getByText("Failed")).toBeVisible(capturing);
  await row(app, "BTCUSDT").getByRole("link", { name: "BTCUSDT" }).click();
  await expect(app.getByRole("dialog").getByText("Screenshot failed")).toBeVisible();
  await expect(app.getByRole("dialog").getByText(/^TradingView has no chart with this id/)).toBeVisible();
});
