// Every room, in both themes, on a phone and on a wide screen: accessible, and never wider than the window.

import type { Page } from "@playwright/test";
import { Client } from "../support/client.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./support/checks.ts";
import { furnish } from "./support/furnished.ts";
import { test as sellers } from "./support/seller.ts";
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
/** Of somebody who sells, before anything is there; what they look like in use is walked through by {@link furnish}. */
const emptyAccessRooms = [
  "/access",
  "/access/jobs",
  "/access/jobs/new",
  "/access/reconcile",
  "/access/scripts",
  "/access/sales",
  "/access/events",
  "/access/connection",
  "/access/older-api",
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

      test("rooms of sellers that nothing is in yet", async ({ page, person }) => {
        await signIn(page, person);
        await walk(page, emptyAccessRooms);
      });

      sellers("rooms of sellers", async ({ sharerPage, sharer, platform }) => {
        await walk(sharerPage, await furnish(platform, sharer));
      });

      test("rooms of admins", async ({ page }) => {
        await signIn(page, demo().admin);
        await walk(page, adminRooms);
      });
    });
  }
}

async function walkInOtherLanguages(page: Page, api: Client, rooms: readonly string[]): Promise<void> {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const language of ["es", "tr"]) {
    const answer = await api.put("/api/account/profile", { language });
    expect(answer.status, answer.text).toBe(200);
    for (const room of rooms) {
      await page.goto(room);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await expect(page.getByRole("status", { name: /^(Cargando|Yükleniyor)$/ })).toHaveCount(0);
      await expectNoSidewaysScroll(page, `${room} in ${language}`);
    }
  }
}

test("rooms speak Spanish and Turkish on a phone without bursting", async ({ page, person, request, baseURL }) => {
  test.setTimeout(300_000);
  await acceptedAlert(request, person.webhookUrl, alert());
  await signIn(page, person);
  await walkInOtherLanguages(page, new Client(baseURL ?? "").as(person.token), [...userRooms, ...emptyAccessRooms]);
});

sellers("rooms of sellers do so too", async ({ sharerPage, sharer, platform }) => {
  sellers.setTimeout(300_000);
  const rooms = (await furnish(platform, sharer)).filter((room) => !room.startsWith("/buyer/"));
  await walkInOtherLanguages(sharerPage, sharer.api, rooms);
});
