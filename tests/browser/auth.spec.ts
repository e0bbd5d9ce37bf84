import { expect, newLogin, signIn, test } from "./support/test.ts";

test("somebody signs up, signs out and in again", async ({ page }) => {
  const { email, password } = newLogin();
  await page.goto("/");
  await page.getByRole("link", { name: "Create your account" }).click();
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page.getByRole("heading", { name: "From alert to signal" })).toBeVisible();
  await page.getByRole("button", { name: "Account menu" }).click();
  await expect(page.getByText(email)).toBeVisible();
  await page.getByRole("menuitem", { name: "Sign out" }).click();

  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/stats");
  await expect(page, "what is behind the sign-in stays there").toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page, "goes on to where it wanted to go").toHaveURL(/\/stats$/);
});

test("a wrong password is refused in plain words", async ({ page, person }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill("not this one");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("is not right");
  await expect(page.getByRole("alert")).toContainText("Request id: req_");
});

test("an address that is taken says so", async ({ page, person }) => {
  await page.goto("/sign-up");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toContainText("Sign in instead");
});

test("an expired access is refreshed without the user noticing, once for all requests", async ({ page, person }) => {
  await signIn(page, person);
  const context = page.context();
  const kept = (await context.cookies()).filter(({ name }) => name !== "__Host-access");
  await context.clearCookies();
  await context.addCookies(kept);
  let refreshes = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/auth/refresh")) refreshes += 1;
  });
  await page.goto("/settings/security");
  await expect(page.getByText("This browser")).toBeVisible();
  expect(refreshes).toBe(1);
});

test("a session that was ended elsewhere leads to the sign-in page", async ({ app, person }) => {
  await app.goto("/settings/profile", { waitUntil: "networkidle" });
  await app.context().clearCookies({ name: "__Host-access" });
  await app.context().clearCookies({ name: "__Host-refresh" });
  await app.getByRole("button", { name: "Save changes" }).click();
  await expect(app).toHaveURL(/\/sign-in\?next=/);
  await expect(app.getByText("Your session ended")).toBeVisible();
  await app.getByLabel("E-mail address").fill(person.email);
  await app.getByLabel("Password", { exact: true }).fill(person.password);
  await app.getByRole("button", { name: "Sign in" }).click();
  await expect(app, "and back to where it ended").toHaveURL(/\/settings\/profile$/);
});
