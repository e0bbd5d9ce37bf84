// Every traders' room, in both themes, on a phone and on a wide screen, in every language: accessible, and never wider
// than the window.

import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./support/checks.ts";
import { signIn } from "./support/test.ts";
import { expect, furnish, test } from "./support/trader.ts";

test.describe.configure({ mode: "parallel" });
// Many rooms, each with every rule: long, and not slow.
test.setTimeout(300_000);

const EMPTY_ROOMS = ["/trading", "/brokers", "/risk", "/alert-orders"];
const LOADING = /^(Loading|Cargando|Yükleniyor)$/;

async function visit(page: Page, room: string): Promise<void> {
  await page.goto(room);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.getByRole("status", { name: LOADING })).toHaveCount(0);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [screen, viewport] of [
    ["phone", { width: 360, height: 740 }],
    ["wide screen", { width: 1440, height: 900 }],
  ] as const) {
    test.describe(`${colorScheme}, ${screen}`, () => {
      test.use({ colorScheme, viewport });

      test("rooms of traders", async ({ traderPage: page, trader, person }) => {
        for (const room of await furnish(trader, person)) {
          await visit(page, room);
          await expectAccessible(page, room);
          await expectNoSidewaysScroll(page, room);
        }
      });
    });
  }
}

test("rooms that nothing is in yet lead to an account", async ({ page, person }) => {
  await signIn(page, person);
  for (const room of EMPTY_ROOMS) {
    await visit(page, room);
    await expect(page.getByText("Add an account").first()).toBeVisible();
    await expectAccessible(page, room);
  }
});

test("rooms speak Spanish and Turkish on a phone without bursting", async ({ traderPage: page, trader, person }) => {
  const rooms = await furnish(trader, person);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const language of ["es", "tr"]) {
    const answer = await trader.api.put("/api/account/profile", { language });
    expect(answer.status, answer.text).toBe(200);
    for (const room of rooms) {
      await visit(page, room);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expectNoSidewaysScroll(page, `${room} in ${language}`);
    }
  }
});

test("the palette and the navigation lead to every room", async ({ traderPage: page }) => {
  await page.goto("/brokers");
  const navigation = page.getByRole("navigation", { name: "Main navigation" });
  await expect(navigation.getByRole("link", { name: "Trading" })).toHaveAttribute("aria-current", "page");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Risk limits");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/risk/);
});
