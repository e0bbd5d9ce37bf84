import { expectAccessible } from "./support/checks.ts";
import { expect, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });
test.setTimeout(120_000);

const patient = { timeout: 60_000 };
/** A public name that nobody answers for: what is sent there fails. */
const ADDRESS = "https://shop.pinewire.example/hooks";

test("an endpoint is added, tested, given a new secret, disabled and deleted", async ({ sharerPage: page, sharer }) => {
  await page.goto("/access/events");
  await page.getByRole("button", { name: "New endpoint" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Address").fill("https://10.0.0.1/hooks");
  await dialog.getByRole("button", { name: "Add the endpoint" }).click();
  await expect(dialog.getByLabel("Address"), "private addresses are refused").toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Address").fill(ADDRESS);
  await dialog.getByLabel("Description").fill("the shop");
  await dialog.getByRole("switch", { name: "All events" }).click();
  await dialog.getByRole("checkbox", { name: /^Access given/ }).check();
  await dialog.getByRole("button", { name: "Add the endpoint" }).click();
  const secret = await page.getByRole("status", { name: "Signing secret" }).innerText();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  await expect(page.getByText("the shop · Access given · nothing has arrived yet")).toBeVisible();

  await page.getByRole("button", { name: "Send a test event" }).click();
  const deliveries = page.getByRole("region", { name: "Deliveries" }).getByRole("row");
  await expect(deliveries).toHaveCount(2);
  await page.getByRole("button", { name: "Test event", exact: true }).click();
  const sheet = page.getByRole("dialog", { name: "Test event" });
  await expect(sheet.getByText("Try 1")).toBeVisible(patient);
  await expectAccessible(page, "a delivery");
  await expect(sheet.getByText("no connection or no answer within 15 seconds").first()).toBeVisible(patient);
  await sheet.getByRole("button", { name: "Send once more" }).click();
  await page.keyboard.press("Escape");
  await expect(deliveries).toHaveCount(3);
  await page.getByLabel("Status").selectOption("Delivered");
  await expect(page).toHaveURL(/status=delivered/);
  await expect(page.getByText("Nothing matches these filters")).toBeVisible();

  await page.getByRole("button", { name: "New secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Make a new secret" }).click();
  await expect(page.getByRole("status", { name: "Signing secret" })).not.toHaveText(secret);
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText(/^The previous secret signs as well until/)).toBeVisible();

  await page.getByRole("button", { name: "Replay what was missed" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay", exact: true }).click();
  await expect(page.getByText("The replay has begun")).toBeVisible();

  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("Disabled", { exact: true })).toBeVisible();
  expect((await sharer.api.get("/api/event-endpoints")).body.data[0].is_enabled).toBe(false);
  await page.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText("Disabled", { exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Description").fill("the other shop");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText(/^the other shop/)).toBeVisible();

  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No endpoints yet")).toBeVisible();
});

test("the older API's token is made, replaced and taken back", async ({ sharerPage: page, sharer, platform }) => {
  const status = async (token: string) =>
    (
      await platform.api.get(`/access/somebody?pine_ids=${encodeURIComponent(sharer.scripts[0]?.pine_id ?? "")}`, {
        headers: { "x-admin-token": token },
      })
    ).status;
  await page.goto("/access/older-api");
  await page.getByRole("button", { name: "Make a token" }).click();
  const first = await page.getByRole("status", { name: "Token" }).innerText();
  await page.getByRole("button", { name: "Close" }).click();
  expect(await status(first)).toBe(200);

  await page.getByRole("button", { name: "Replace the token" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Replace the token" }).click();
  const second = await page.getByRole("status", { name: "Token" }).innerText();
  await page.getByRole("button", { name: "Close" }).click();
  expect(second).not.toBe(first);
  await expect(page.getByText(/^The token before works until/)).toBeVisible();
  expect(await status(first)).toBe(200);

  await page.getByRole("button", { name: "Take the token back" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Take the token back" }).click();
  await expect(page.getByText("There is no token")).toBeVisible();
  expect([await status(first), await status(second)]).toEqual([401, 401]);
});
