// Takes the picture that the README shows, of a list that the platform really filled. The committed picture is replaced
// only on demand: `npx playwright test readme --update-snapshots`.

import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { acceptedAlert, alert, expect, signIn, test, WITH_SCREENSHOTS_MS } from "./support/test.ts";

const samples = [
  {
    ticker: "SOLUSDT",
    exchange: "BINANCE",
    interval: "15",
    action: "sell",
    price: "148.2",
    strategy: "Mean reversion",
  },
  { ticker: "AAPL", exchange: "NASDAQ", interval: "1D", action: "buy", price: "212.44", strategy: "Donchian breakout" },
  { ticker: "EURUSD", exchange: "FX", interval: "240", action: "sell", price: "1.08345", strategy: "London open" },
  {
    ticker: "ETHUSDT",
    exchange: "BINANCE",
    interval: "15",
    action: "buy",
    price: "3120.75",
    strategy: "Mean reversion",
  },
  { ticker: "NVDA", exchange: "NASDAQ", interval: "60", action: "buy", price: "1021.9", strategy: "Donchian breakout" },
  { ticker: "BTCUSDT", exchange: "BINANCE", interval: "60", action: "buy", price: "64250.5", strategy: "Trend rider" },
];
const results = [
  { result: "win", entry_price: "148.2", exit_price: "141.85" },
  { result: "win", entry_price: "212.44", exit_price: "219.1" },
  { result: "loss", entry_price: "1.08345", exit_price: "1.0861" },
];

test.use({ screenshots: true });
test.setTimeout(WITH_SCREENSHOTS_MS);

test("the picture for the README", async ({ page, person, request }, testInfo) => {
  const ids: string[] = [];
  for (const sample of samples) ids.push(await acceptedAlert(request, person.webhookUrl, alert(sample)));
  for (const [index, data] of results.entries()) {
    const headers = { authorization: `Bearer ${person.token}` };
    const answer = await request.put(`/api/signals/${ids[index]}`, { data, headers });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  await page.setViewportSize({ width: 1440, height: 810 });
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await signIn(page, person);
  await page.goto("/signals?view=table");
  const charts = page.getByRole("button", { name: /^Enlarge the chart/ });
  await expect(charts).toHaveCount(samples.length, { timeout: WITH_SCREENSHOTS_MS });
  for (const picture of await charts.getByRole("img", { includeHidden: true }).all()) {
    await expect(picture).not.toHaveJSProperty("naturalWidth", 0);
  }
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const taken = testInfo.outputPath("signals.png");
  await page.screenshot({ path: taken });
  const committed = path.join(import.meta.dirname, "../../docs/images/signals.png");
  if (!existsSync(committed) || testInfo.config.updateSnapshots === "all") {
    mkdirSync(path.dirname(committed), { recursive: true });
    copyFileSync(taken, committed);
  }
});
