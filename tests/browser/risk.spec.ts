import { expectAccessible } from "./support/checks.ts";
import { expect, test } from "./support/trader.ts";

test.setTimeout(120_000);

test("limits are set, refused beside their field, and reset", async ({ traderPage: page, trader }) => {
  const limits = async () => (await trader.api.get(`/api/risk/${trader.account}`)).body.limits;
  await page.goto(`/risk?account=${trader.account}`);
  await expect(page.getByText("The defaults hold")).toBeVisible();
  await expectAccessible(page, "the limits");
  await page.getByLabel("Most that one order is worth").fill("1500,50");
  await page.getByLabel("Open orders").fill("");
  await page.getByLabel("Most loss", { exact: true }).fill("0");
  await page.getByLabel("Stop", { exact: true }).selectOption("Set by itself");
  await page.getByLabel("Stop: distance from the entry").fill("2.5");
  await page.getByLabel("Target", { exact: true }).selectOption("Required");
  await page.getByLabel("Only these").fill("AAPL\nNASDAQ:MSFT");
  await page.getByRole("switch", { name: "Short positions" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByLabel("Most loss", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("Nothing was saved: see the fields that are marked.")).toBeVisible();
  expect((await limits()).max_order_notional).toBe("25000");

  await page.getByLabel("Most loss", { exact: true }).fill("250");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText(/^Last changed/)).toBeVisible();
  expect(await limits()).toMatchObject({
    max_order_notional: "1500.5",
    max_open_orders: null,
    max_daily_loss: "250",
    stop_loss: { default: "2.5" },
    take_profit: "required",
    allowed_symbols: ["AAPL", "NASDAQ:MSFT"],
    allow_short: true,
  });
  await page.reload();
  await expect(page.getByLabel("Most that one order is worth")).toHaveValue("1500.5");

  await page.getByRole("button", { name: "Back to the defaults" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Back to the defaults" }).click();
  await expect(page.getByLabel("Most that one order is worth")).toHaveValue("25000");
  expect(await limits()).toMatchObject({ stop_loss: "optional", allowed_symbols: [], allow_short: false });
});

test("limits that somebody else changed meanwhile are not overwritten", async ({ traderPage: page, trader }) => {
  await page.goto(`/risk?account=${trader.account}`);
  await page.getByLabel("Most loss", { exact: true }).fill("111");
  const other = await trader.api.put(`/api/risk/${trader.account}`, { limits: { max_daily_loss: "222" }, version: 0 });
  expect(other.status, other.text).toBe(200);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByLabel("Most loss", { exact: true })).toHaveValue("222");
  expect((await trader.api.get(`/api/risk/${trader.account}`)).body.limits.max_daily_loss).toBe("222");
});
