import { demo, expect, signIn, signUp, test } from "./support/test.ts";

test("a trader finds no operations", async ({ app }) => {
  await expect(app.getByRole("link", { name: "Operations" })).toHaveCount(0);
  await app.goto("/admin/users");
  await expect(app.getByText("There is no such page")).toBeVisible();
});

test("an admin sees the queues, the dead letters and what was refused", async ({ page, request }) => {
  const unknown = await request.post("/webhook/this-token-belongs-to-nobody", { data: { ticker: "BTCUSDT" } });
  expect(unknown.status()).toBe(404);

  await signIn(page, demo().admin);
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "Screenshots" })).toBeVisible();
  await expect(page.getByText("Oldest waits for").first()).toBeVisible();

  await page.getByRole("link", { name: "Dead letters" }).click();
  await expect(
    page.getByRole("radiogroup", { name: "Status" }).or(page.getByRole("group", { name: "Status" })),
  ).toBeVisible();

  await page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name: "Refused alerts" }).click();
  await expect(page.getByText("Unknown token").first()).toBeVisible();
  await expect(page.getByText("this-token-belongs-to-nobody")).toHaveCount(0);
});

test("the audit log tells what was done, and its chain verifies", async ({ page }) => {
  await signIn(page, demo().admin);
  await page.goto("/admin/audit");
  await expect(page.getByRole("table")).toBeVisible();
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect(page.getByText(/checked: unbroken$/)).toBeVisible();
});

test("an admin changes a user's plan and quota", async ({ page, request }) => {
  const person = await signUp(request);
  await signIn(page, demo().admin);
  await page.goto("/admin/users");
  const edit = page.getByRole("button", { name: `Edit ${person.email}` });
  await page.getByLabel("Find by e-mail address").fill(person.email.slice(0, 20));
  await expect(page.getByRole("row")).toHaveCount(2);
  await edit.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Plan").selectOption("pro");
  await dialog.getByLabel("Quota").fill("250");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("User saved")).toBeVisible();
  const config = await request.get("/api/config", { headers: { authorization: `Bearer ${person.token}` } });
  expect((await config.json()).quota.limit).toBe(250);
});
