import { acceptedAlert, alert, expect, test } from "./support/test.ts";

test("statistics follow the results, and what is undefined is said to be so", async ({ app, person, request }) => {
  await app.goto("/stats");
  await expect(app.getByText("Nothing to count yet")).toBeVisible();

  const ids: string[] = [];
  for (const ticker of ["BTCUSDT", "BTCUSDT", "ETHUSDT", "ETHUSDT"]) {
    ids.push(await acceptedAlert(request, person.webhookUrl, alert({ ticker })));
  }
  await app.reload();
  const figure = (label: string) => app.locator("dl > div").filter({ hasText: label });
  await expect(figure("Win rate")).toContainText("Not known yet");
  await expect(figure("Profit factor")).toContainText("Not known yet");

  const results = [
    { result: "win", profit_loss: "300" },
    { result: "win", profit_loss: "100.5" },
    { result: "loss", profit_loss: "-200.25" },
  ];
  for (const [index, result] of results.entries()) {
    const answer = await request.put(`/api/signals/${ids[index]}`, {
      data: result,
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  await app.reload();
  await expect(figure("Win rate")).toContainText("66.67%");
  await expect(figure("Win rate")).toContainText("2 wins, 1 losses");
  await expect(figure("Profit factor")).toContainText("2");
  await expect(figure("Total P&L")).toContainText("+200.25");
  await expect(figure("Signals")).toContainText("3 closed, 1 pending");
  await expect(app.getByRole("img", { name: /^Cumulative P&L: .*\+200.25 on/ })).toBeVisible();

  const tickers = app.getByRole("region", { name: "By ticker" });
  await expect(tickers.getByRole("row").filter({ hasText: "BTCUSDT" })).toContainText("+400.5");
  await tickers.getByRole("button", { name: "P&L" }).click();
  await expect(tickers.getByRole("columnheader", { name: "P&L" })).toHaveAttribute("aria-sort", "descending");
  await expect(tickers.getByRole("row").nth(1)).toContainText("BTCUSDT");

  await tickers.getByRole("link", { name: "ETHUSDT" }).click();
  await expect(app).toHaveURL(/\/signals\?ticker=ETHUSDT/);
});
