// Every room, in both themes, on a phone and on a wide screen: accessible, and never wider than the window.

import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "./support/checks.ts";
import { acceptedAlert, alert, demo, expect, sendAlert, signIn, test } from "./support/test.ts";

test.describe.configure({ mode: "parallel" });

const visitorRooms = ["/sign-in", "/sign-up", "/forgot-password", "/reset-password#token=abc", "/reset-password"];
const userRooms = [
  "/welcome",
  "/signals?view=table",
  "/signals?view=cards",
  "/signals?ticker=NOSUCH",
  "/alerts",
  "/alerts/rejected",
  "/stats",
  "/settings/profile",
  "/settings/charts",
  "/settings/rules",
  "/settings/security",
  "/settings/keys",
  "/settings/data",
  "/no-such-page",
];
const adminRooms = ["/admin/queues", "/admin/dead-letters", "/admin/rejected", "/admin/audit", "/admin/users"];

async function walk(page: Page, rooms: readonly string[]): Promise<void> {
  for (const room of rooms) {
    await page.goto(room);
    await expect(page.getByRole("heading").first()).toBeVisible();
    // Skeletons announce themselves; when they are gone the room is furnished.
    await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
    await expectAccessible(page, room);
    await expectNoSidewaysScroll(page, room);
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [screen, viewport] of [
    ["phone", { width: 360, height: 740 }],
    ["wide screen", { width: 1440, height: 900 }],
  ] as const) {
    test.describe(`${colorScheme}, ${screen}`, () => {
      test.use({ colorScheme, viewport });
      // Many rooms, each with every rule: long, and not slow.
      test.setTimeout(300_000);

      test("rooms of visitors", async ({ page }) => {
        await walk(page, visitorRooms);
      });

      test("rooms of users", async ({ page, person, request }) => {
        await acceptedAlert(request, person.webhookUrl, alert());
        const id = await acceptedAlert(
          request,
          person.webhookUrl,
          alert({ ticker: "AVERYLONGTICKERNAMEUSDT", strategy: "A strategy whose name goes on and on without an end" }),
        );
        await sendAlert(request, person.webhookUrl, { action: "buy" });
        await signIn(page, person);
        await walk(page, [...userRooms, `/signals/${id}`]);
      });

      test("rooms of admins", async ({ page }) => {
        await signIn(page, demo().admin);
        await walk(page, adminRooms);
      });
    });
  }
}

test("rooms speak Spanish and Turkish on a phone without bursting", async ({ page, person, request }) => {
  test.setTimeout(300_000);
  await acceptedAlert(request, person.webhookUrl, alert());
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, person);
  for (const language of ["es", "tr"]) {
    const answer = await request.put("/api/account/profile", {
      data: { language },
      headers: { authorization: `Bearer ${person.token}` },
    });
    expect(answer.status()).toBe(200);
    for (const room of userRooms) {
      await page.goto(room);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.getByRole("status", { name: /^(Cargando|Yükleniyor)$/ })).toHaveCount(0);
      await expectNoSidewaysScroll(page, `${room} in ${language}`);
    }
  }
});
