import { agree } from "../support/broker.ts";
import { expectAccessible } from "./support/checks.ts";
import { signIn } from "./support/test.ts";
import { expect, marketOrder, test } from "./support/trader.ts";

test.describe.configure({ mode: "parallel" });
test.setTimeout(120_000);

test("a practice account is opened after the texts are accepted, renamed, closed and opened again", async ({
  page,
  person,
  api,
}) => {
  await signIn(page, person);
  await page.goto("/brokers");
  await expect(page.getByText("No account to trade with yet")).toBeVisible();
  await page.getByRole("button", { name: "Add an account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Paper/i }).click();
  await expect(dialog.getByText("Risk disclosure")).toBeVisible();
  await expectAccessible(page, "the texts to accept");
  await dialog.getByLabel("Name").fill("My practice");
  await dialog.getByRole("button", { name: "Open the practice account" }).click();
  await expect(dialog, "the texts must be accepted first").toBeVisible();
  expect((await api.get("/api/brokers/accounts")).body.data).toEqual([]);
  await dialog.getByRole("checkbox", { name: /accept them/ }).check();
  await dialog.getByRole("button", { name: "Open the practice account" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("heading", { name: /My practice/ })).toContainText("Linked");
  const { agreement } = (await api.get("/api/brokers")).body;
  expect(agreement.accepted_at).not.toBeNull();

  await page.getByRole("button", { name: "Rename" }).click();
  await dialog.getByLabel("Name").fill("Second thoughts");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: /Second thoughts/ })).toBeVisible();

  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("heading", { name: /Second thoughts/ })).toContainText("Unlinked");
  await expect(page.getByRole("link", { name: "Trade", exact: true })).toHaveCount(1);
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(page.getByRole("heading", { name: /Second thoughts/ })).toContainText("Linked");
  await page.getByRole("list").getByRole("link", { name: "Trade" }).click();
  await expect(page).toHaveURL(/\/trading\?account=acc_/);
});

test("an account at Alpaca is linked, breaks, is mended, unlinked and linked again", async ({
  page,
  person,
  api,
  market,
}) => {
  await agree({ api });
  const venue = await market.account({ cash: "25000" });
  await signIn(page, person);
  await page.goto("/brokers");

  const link = async (decision: "Allow" | "Deny") => {
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Allow");
    if (decision === "Allow") await page.locator(`input[value="${venue.id}"]`).check();
    await page.getByRole("button", { name: decision }).click();
    await expect(page, "the address is clean again").toHaveURL(/\/brokers$/);
  };
  await page.getByRole("button", { name: "Add an account" }).click();
  await page.getByRole("radio", { name: "Alpaca" }).click();
  await page.getByRole("button", { name: "Go on to Alpaca" }).click();
  await link("Deny");
  await expect(page.getByRole("alert")).toContainText("You did not allow it at the broker");
  await expectAccessible(page, "a link that failed");
  await page.reload();
  await expect(page.getByText("No account to trade with yet")).toBeVisible();
  await expect(page.getByText("You did not allow it at the broker"), "it is told once").toHaveCount(0);

  await page.getByRole("button", { name: "Add an account" }).click();
  await page.getByRole("radio", { name: "Alpaca" }).click();
  await page.getByRole("button", { name: "Go on to Alpaca" }).click();
  await link("Allow");
  await expect(page.getByRole("status").filter({ hasText: "is linked" })).toBeVisible();
  const [account] = (await api.get("/api/brokers/accounts")).body.data;
  const heading = page.getByRole("heading", { name: new RegExp(account.name) });
  await expect(heading).toContainText("Practice money");
  await expectAccessible(page, "a linked account");

  await market.change(venue, { revoked: true });
  const statusOf = async () => {
    await api.post("/api/orders", marketOrder({ account_id: account.id }));
    return (await api.get(`/api/brokers/accounts/${account.id}`)).body.status;
  };
  await expect.poll(statusOf, { timeout: 60_000 }).toBe("error");
  await page.reload();
  await expect(heading).toContainText("Link broken");
  await expect(page.getByText("No order leaves until this account is linked again.")).toBeVisible();
  await expectAccessible(page, "a broken link");
  await market.change(venue, { revoked: false });
  await page.getByRole("button", { name: "Link again" }).click();
  await page.getByRole("button", { name: "Go on to Alpaca" }).click();
  await link("Allow");
  await expect(heading).not.toContainText("broken");
  await expect(heading).toContainText("Linked");

  await page.getByRole("button", { name: "Unlink" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Unlink" }).click();
  await expect(heading).toContainText("Unlinked");
  await page.getByRole("button", { name: "Link again" }).click();
  await page.getByRole("button", { name: "Go on to Alpaca" }).click();
  await link("Allow");
  await expect(heading).toContainText("Linked");
  const after = (await api.get("/api/brokers/accounts")).body.data;
  expect(
    after.map(({ id }: { id: string }) => id),
    "it is the same account",
  ).toEqual([account.id]);
});

test("rubbish in the address does no harm", async ({ page, person }) => {
  await signIn(page, person);
  await page.goto("/brokers?linked=acc_nobodys&link_error=%3Cscript%3E&utm_source=x");
  await expect(page.getByRole("alert")).toContainText("<script>");
  await expect(page).toHaveURL(/\/brokers$/);
});
