import { acceptedAlert, alert, expect, test } from "./support/test.ts";

test("the app can be used without a mouse", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  const link = app.getByRole("link", { name: "BTCUSDT" });
  await expect(link).toBeVisible();

  await app.keyboard.press("Control+K");
  await expect(app.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  await app.keyboard.type("statis");
  await app.keyboard.press("Enter");
  await expect(app).toHaveURL(/\/stats/);

  await app.goto("/signals");
  await expect(link).toBeVisible();
  await app.keyboard.press("Tab");
  await expect(app.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(app.locator("#content")).toBeFocused();

  await link.focus();
  await app.keyboard.press("Enter");
  const sheet = app.getByRole("dialog");
  await expect(sheet).toContainText("BINANCE:BTCUSDT");
  await app.keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  await app.getByRole("button", { name: /^Change the result/ }).focus();
  await app.keyboard.press("Enter");
  await expect(app.getByRole("menuitemradio", { name: "Pending" })).toBeFocused();
  await app.keyboard.press("ArrowDown");
  await expect(app.getByRole("menuitemradio", { name: "Win" })).toBeFocused();
  await app.keyboard.press("Enter");
  await expect(app.getByRole("button", { name: "Change the result of BINANCE:BTCUSDT: Win" })).toBeFocused();
});
