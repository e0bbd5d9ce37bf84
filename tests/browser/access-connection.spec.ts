import type { Page } from "@playwright/test";
import type { TradingViewAccount } from "../support/tradingview.ts";
import { expectAccessible } from "./support/checks.ts";
import { expect, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });

async function fillCookies(page: Page, account: TradingViewAccount): Promise<void> {
  await page.getByLabel("sessionid", { exact: true }).fill(account.sessionid);
  await page.getByLabel("sessionid_sign").fill(account.sessionid_sign);
}

async function connectByPassword(page: Page, account: TradingViewAccount): Promise<void> {
  await page.goto("/access/connection");
  await page.getByRole("radio", { name: "Name and password" }).click();
  await page.getByLabel("TradingView username or e-mail address").fill(account.username);
  await page.getByLabel("TradingView password", { exact: true }).fill(account.password);
  await page.getByRole("checkbox", { name: "I have read this and agree" }).check();
  await page.getByRole("button", { name: "Agree and connect" }).click();
}

test("a seller tests the cookies, agrees, connects and disconnects", async ({ sellerPage: page, seller }) => {
  await page.goto("/access");
  await expect(page.getByText("You are not connected to TradingView")).toBeVisible();
  await page.getByRole("link", { name: "Connect", exact: true }).click();
  await expect(page).toHaveURL(/\/access\/connection$/);

  await page.getByText("Where do I find them?").click();
  await expect(page.getByText("Open the developer tools (F12)")).toBeVisible();
  await fillCookies(page, seller.account);
  await page.getByRole("button", { name: "Test the cookies" }).click();
  await expect(page.getByText(`They belong to ${seller.account.username}.`)).toBeVisible();
  expect((await seller.api.get("/api/connect")).body.connection, "a test stores nothing").toBeNull();

  await expect(page.getByText("I allow pinewire to use my TradingView account")).toBeVisible();
  await expectAccessible(page, "the consent");
  await page.getByRole("button", { name: "Agree and connect" }).click();
  expect((await seller.api.get("/api/connect")).body.connection, "nobody has agreed yet").toBeNull();
  await page.getByRole("checkbox", { name: "I have read this and agree" }).check();
  await page.getByRole("button", { name: "Agree and connect" }).click();
  await expect(page.getByText("Connected to TradingView")).toBeVisible();
  await expect(page.getByRole("heading", { name: seller.account.username })).toContainText("Connected");
  await expect(page.getByText("pro_premium")).toBeVisible();
  const health = page.getByRole("region", { name: "Health of the connection" });
  await expect(health.getByRole("row")).toHaveCount(2);
  await expect(health).toContainText("Works");

  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByText(`You were connected as ${seller.account.username}.`)).toBeVisible();
  expect((await seller.api.get("/api/connect")).body.connection.status).toBe("disconnected");
});

test("cookies that TradingView does not accept are refused in plain words", async ({ sellerPage: page, seller }) => {
  await page.goto("/access/connection");
  await fillCookies(page, { ...seller.account, sessionid: "0123456789abcdef0123456789abcdef" });
  await page.getByRole("button", { name: "Test the cookies" }).click();
  await expect(page.getByRole("alert")).toContainText("TradingView does not accept these cookies");
  await fillCookies(page, seller.account);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("dead cookies are told of everywhere, and fresh ones bring all back", async ({
  sharerPage: page,
  sharer,
  tradingView,
  buyers,
}) => {
  test.setTimeout(180_000);
  await tradingView.expire(sharer.account.sessionid);
  // The next request finds it out.
  const body = { script_id: sharer.scripts[0]?.id, username: buyers[0], duration: "7D" };
  expect((await sharer.api.post("/api/access", body)).status).toBe(202);
  await expect
    .poll(async () => (await sharer.api.get("/api/connect")).body.connection.status, { timeout: 60_000 })
    .toBe("dead");

  await page.goto("/access");
  await expect(page.getByText("TradingView no longer accepts your cookies.")).toBeVisible();
  const row = page.getByRole("listitem").filter({ hasText: buyers[0] });
  await expect(row).toContainText("Waiting");
  await page.getByRole("link", { name: "Reconnect" }).click();
  await expect(page.getByText("Cookies are dead")).toBeVisible();
  await fillCookies(page, await tradingView.signInAgain(sharer.account));
  await page.getByRole("button", { name: "Test the cookies" }).click();
  await page.getByRole("checkbox", { name: "I have read this and agree" }).check();
  await page.getByRole("button", { name: "Agree and connect" }).click();
  await expect(page.getByRole("heading", { name: sharer.account.username })).toContainText("Connected");
  await expect(page.getByRole("region", { name: "Health of the connection" })).toContainText("Cookies dead");

  await page.getByRole("link", { name: "Access", exact: true }).click();
  await expect(row, "what waited has gone on").toContainText("Active", { timeout: 60_000 });
});

test("name and password connect, with the code where one is wanted", async ({ sellerPage: page, tradingView }) => {
  const account = await tradingView.account({ two_factor_code: "123456" });
  await connectByPassword(page, account);
  const code = page.getByLabel("Code of your authenticator app");
  await expect(code).toBeFocused();
  await code.fill("654321");
  await page.getByRole("button", { name: "Agree and connect" }).click();
  await expect(page.getByRole("alert")).toContainText("does not accept this username, password or code");
  await code.fill("123456");
  await page.getByRole("button", { name: "Agree and connect" }).click();
  await expect(page.getByRole("heading", { name: account.username })).toContainText("Connected");
});

test("a captcha is told plainly and leads to the cookies", async ({ sellerPage: page, tradingView }) => {
  const account = await tradingView.account({ captcha: true });
  await connectByPassword(page, account);
  await expect(page.getByRole("alert")).toContainText("captcha, which only a person can solve");
  await page.getByRole("button", { name: "Use the cookies" }).click();
  await expect(page.getByLabel("sessionid", { exact: true })).toBeVisible();
});

test("cookies of three weeks warn in every room", async ({ sharerPage: page }) => {
  // Three weeks can't be waited for: the server's own answer, grown old.
  await page.route("**/api/connect", async (route) => {
    const response = await route.fetch();
    const state = await response.json();
    const warnings = [{ code: "cookies_old", message: "Your cookies are 25 days old." }];
    Object.assign(state.connection, { status: "warning", cookie_age_days: 25, warnings });
    await route.fulfill({ response, json: state });
  });
  await page.goto("/access/scripts");
  await expect(page.getByText("Your cookies are 25 days old. Reconnect with fresh ones")).toBeVisible();
  await page.getByRole("link", { name: "Reconnect" }).click();
  await expect(page.getByText("Cookies are getting old")).toBeVisible();
  await expect(page.getByText("TradingView ends sessions after some weeks")).toBeVisible();
  await page.getByRole("button", { name: "Reconnect" }).click();
  await expect(page.getByLabel("sessionid", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByLabel("sessionid", { exact: true })).toHaveCount(0);
});
