import { alert, expect, newLogin, sendAlert, test } from "./support/test.ts";

test("the first steps end when the first alert is seen", async ({ page, request }) => {
  const { email, password } = newLogin();
  await page.goto("/sign-up");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page.getByText("1 of 4 steps done")).toBeVisible();
  const url = await page.getByRole("status", { name: "Webhook URL" }).innerText();
  expect(url).toMatch(/\/webhook\/\S{20,}$/);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText("2 of 4 steps done")).toBeVisible();
  await expect(page.getByText("Waiting for your first alert…")).toBeVisible();

  const answer = await sendAlert(request, url, alert({ ticker: "ETHUSDT" }));
  expect(answer.status(), await answer.text()).toBe(200);

  await expect(page.getByText("It works: BINANCE:ETHUSDT arrived.")).toBeVisible();
  await expect(page.getByText("4 of 4 steps done")).toBeVisible();
  await page.getByRole("link", { name: "Open the signal" }).click();
  await expect(page.getByRole("dialog")).toContainText("BINANCE:ETHUSDT");
});

test("a test alert takes the place of TradingView's first one", async ({ app }) => {
  await app.goto("/welcome");
  await app.getByRole("button", { name: "Send test alert" }).click();
  await expect(app.getByText(/^It works: /)).toBeVisible();
});

test("the webhook URL is shown once: another tab does not know it", async ({ app }) => {
  await app.goto("/welcome");
  await expect(app.getByText("If you did not keep it, make a new one")).toBeVisible();
  await app.getByRole("link", { name: "Open the webhook page" }).click();
  await expect(app.getByRole("status", { name: "Webhook URL" })).toContainText("••••");
});
