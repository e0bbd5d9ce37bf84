import { readFileSync } from "node:fs";
import { acceptedAlert, alert, expect, otherBrowser, sendAlert, test } from "./support/test.ts";

test("the profile: name, time zone and language", async ({ app }) => {
  await app.goto("/settings/profile");
  await app.getByLabel("Name").fill("Ayşe");
  await app.getByLabel("Time zone").selectOption("Europe/Istanbul");
  await app.getByLabel("Language").selectOption("tr");
  await app.getByRole("button", { name: "Save changes" }).click();
  await expect(app.getByRole("heading", { level: 1, name: "Ayarlar" })).toBeVisible();
  await expect(app.locator("html")).toHaveAttribute("lang", "tr");

  await app.reload();
  await expect(app.getByRole("heading", { level: 1, name: "Ayarlar" })).toBeVisible();
  await expect(app.getByLabel("Saat dilimi")).toHaveValue("Europe/Istanbul");
  await expect(app.getByLabel("Ad", { exact: true })).toHaveValue("Ayşe");
});

test("tickers keep their spelling in Turkish", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "TIIUSDT" }));
  await app.getByRole("button", { name: "Account menu" }).click();
  await app.getByRole("menuitemradio", { name: "Türkçe" }).click();
  await expect(app.getByRole("heading", { level: 1, name: "Sinyaller" })).toBeVisible();
  await app.keyboard.press("Control+K");
  await expect(app.getByRole("combobox", { name: "Arama ve komutlar" })).toBeFocused();
  await app.keyboard.type("tiiusdt");
  await app.getByRole("option", { name: "TIIUSDT sinyalleri" }).click();
  await expect(app).toHaveURL(/ticker=TIIUSDT/);
  await expect(app.getByRole("link", { name: "TIIUSDT" })).toBeVisible();
});

test("the theme is remembered", async ({ app }) => {
  await app.goto("/settings/profile");
  await app.getByRole("radio", { name: "Dark" }).click();
  await expect(app.locator("html")).toHaveClass(/dark/);
  await app.reload();
  await expect(app.locator("html")).toHaveClass(/dark/);
});

test("TradingView cookies are written and never shown", async ({ app }) => {
  await app.goto("/settings/charts");
  await expect(app.getByText("Not set", { exact: true })).toBeVisible();
  await app.getByLabel("sessionid", { exact: true }).fill("walker-session");
  await app.getByLabel("sessionid_sign").fill("v3:walker-sign");
  const answered = app.waitForResponse((response) => response.request().method() === "PUT");
  await app.getByRole("button", { name: "Save cookies" }).click();
  expect(await (await answered).text()).not.toContain("walker-session");
  await expect(app.getByText("Set, not used yet")).toBeVisible();
  await expect(app.getByLabel("sessionid", { exact: true })).toHaveValue("");

  await app.getByRole("button", { name: "Remove cookies" }).click();
  await expect(app.getByText("Not set", { exact: true })).toBeVisible();
});

test("how charts are captured", async ({ app }) => {
  await app.goto("/settings/charts");
  await app.getByLabel("Resolution").selectOption("720p");
  await app.getByLabel("Default chart id").fill("AbC12xyz");
  await app.getByRole("button", { name: "Save changes" }).click();
  await expect(app.getByText("Saved")).toBeVisible();
  await app.reload();
  await expect(app.getByLabel("Resolution")).toHaveValue("720p");
  await expect(app.getByLabel("Default chart id")).toHaveValue("AbC12xyz");
});

test("only allowed symbols become signals", async ({ app, person, request }) => {
  await app.goto("/settings/rules");
  await app.getByLabel("Allowed symbols").fill("ETHUSDT\nNASDAQ:AAPL");
  await app.getByRole("button", { name: "Save changes" }).click();
  await expect(app.getByText("Saved")).toBeVisible();
  expect((await sendAlert(request, person.webhookUrl, alert({ ticker: "BTCUSDT" }))).status()).toBe(422);
  await acceptedAlert(request, person.webhookUrl, alert({ ticker: "ETHUSDT" }));
  await app.goto("/alerts/rejected");
  await expect(app.getByText("symbol_not_allowed")).toBeVisible();
});

test("a body secret must be in the alert, and is never shown", async ({ app, person, request }) => {
  await app.goto("/settings/rules");
  await app.getByLabel("Body secret").fill("open-sesame-42");
  await app.getByRole("button", { name: "Set secret" }).click();
  await expect(app.getByText("A body secret is set.")).toBeVisible();
  expect((await sendAlert(request, person.webhookUrl, alert())).status()).toBe(401);
  const id = await acceptedAlert(request, person.webhookUrl, alert({ secret: "open-sesame-42" }));
  await app.goto(`/signals/${id}`);
  await expect(app.getByRole("region", { name: "Raw alert" })).toBeVisible();
  await expect(app.getByRole("dialog")).not.toContainText("open-sesame-42");
  await app.goto("/alerts");
  await expect(app.getByRole("tabpanel").locator("code")).toContainText("YOUR_SECRET");
});

test("a limit that makes no sense is refused at its field", async ({ app }) => {
  await app.goto("/settings/rules");
  const retention = app.getByLabel("Keep signals for, in days");
  await retention.evaluate((input: HTMLInputElement) => input.removeAttribute("max"));
  await retention.fill("100000");
  await app.getByRole("button", { name: "Save changes" }).click();
  await expect(retention).toHaveAttribute("aria-invalid", "true");
});

test("a session elsewhere is seen and ended", async ({ app, browser, person }) => {
  const elsewhere = await otherBrowser(browser, person);
  await app.goto("/settings/security");
  await expect(app.getByText("This browser")).toBeVisible();
  await app.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(app.getByRole("button", { name: /^Sign out / })).toHaveCount(0);
  await elsewhere.goto("/stats");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
});

test("the password is changed, and a wrong current one is refused", async ({ app, browser, person }) => {
  const next = "another long enough password";
  await app.goto("/settings/security");
  await app.getByLabel("Current password").fill("not this one");
  await app.getByLabel("New password").fill(next);
  await app.getByRole("button", { name: "Change password" }).click();
  await expect(app.getByText("This is not your current password.")).toBeVisible();
  await app.getByLabel("Current password").fill(person.password);
  await app.getByRole("button", { name: "Change password" }).click();
  await expect(app.getByText("Password changed.")).toBeVisible();
  await otherBrowser(browser, { email: person.email, password: next });
});

test("an API key is shown once, does what its scopes say, and is revoked", async ({ app, request }) => {
  await app.goto("/settings/keys");
  await app.getByRole("button", { name: "New key" }).click();
  await app.getByLabel("Name").fill("journal script");
  await app.getByRole("checkbox", { name: /^Read statistics/ }).uncheck();
  await app.getByRole("button", { name: "Create key" }).click();
  const key = await app.getByRole("status", { name: "Copy your key now" }).innerText();
  await app.getByRole("button", { name: "I have copied it" }).click();
  await expect(app.getByText("journal script")).toBeVisible();
  await expect(app.getByText(key)).toHaveCount(0);

  const headers = { authorization: `Bearer ${key}` };
  expect((await request.get("/api/signals", { headers })).status()).toBe(200);
  expect((await request.get("/api/stats", { headers })).status()).toBe(403);

  await app.getByRole("button", { name: "Revoke" }).click();
  await app.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(app.getByText("Revoked", { exact: true })).toBeVisible();
  expect((await request.get("/api/signals", { headers })).status()).toBe(401);
});

test("one's data can be taken along", async ({ app, person, request }) => {
  await acceptedAlert(request, person.webhookUrl, alert());
  await app.goto("/settings/data");
  const downloading = app.waitForEvent("download");
  await app.getByRole("button", { name: "Download" }).click();
  const data = readFileSync(await (await downloading).path(), "utf8");
  expect(data).toContain(person.email);
  expect(data).toContain("BTCUSDT");
  expect(data).not.toContain("argon2");
});

test("an account is erased, and its webhook with it", async ({ app, person, request }) => {
  await app.goto("/settings/data");
  await app.getByRole("button", { name: "Delete my account" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByLabel("Password", { exact: true }).fill("not this one");
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(dialog.getByText("This is not your current password.")).toBeVisible();
  await dialog.getByLabel("Password", { exact: true }).fill(person.password);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(app).toHaveURL(/\/sign-up/);
  expect((await sendAlert(request, person.webhookUrl, alert())).status()).toBe(404);
});
