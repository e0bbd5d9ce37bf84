import type { Page } from "@playwright/test";
import { createBuyers, grantsOn } from "../support/access.ts";
import { expect, scriptOf, test } from "./support/seller.ts";

test.describe.configure({ mode: "parallel" });
test.setTimeout(180_000);

const patient = { timeout: 90_000 };
const active = (grants: { active: boolean }[]) => grants.filter((grant) => grant.active).length;

async function start(page: Page, usernames: readonly string[], titles: readonly string[]): Promise<void> {
  await page.goto("/access/jobs/new");
  await page.getByLabel("TradingView usernames").fill(usernames.join("\n"));
  for (const title of titles) await page.getByRole("checkbox", { name: title }).check();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page).toHaveURL(/\/access\/jobs\/blk_/);
}

test("pasted names times scripts become a job with a result for each row", async ({
  sharerPage: page,
  sharer,
  platform,
  buyers,
}) => {
  await page.goto("/access/jobs/new");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByText("Paste at least one username.")).toBeVisible();
  await page
    .getByLabel("TradingView usernames")
    .fill(`${buyers[0]}, @${buyers[1]}; ${buyers[0].toLowerCase()}\nNobody_at_all`);
  for (const title of ["Trend Compass", "Swing Engine"]) await page.getByRole("checkbox", { name: title }).check();
  await expect(page.getByText("3 users × 2 scripts = 6 rows")).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();

  await expect(page.getByText("Completed", { exact: true })).toBeVisible(patient);
  await expect(page.getByText("4 done")).toBeVisible();
  await expect(page.getByText("2 failed")).toBeVisible();
  const rows = page.getByRole("region", { name: "Rows" }).getByRole("row");
  await expect(rows).toHaveCount(7);
  await page.getByRole("radio", { name: "Failed" }).click();
  await expect(rows).toHaveCount(3);
  await expect(rows.last()).toContainText("Ask the buyer for the exact username");
  for (const title of ["Trend Compass", "Swing Engine"]) {
    expect(active(await grantsOn(platform, scriptOf(sharer, title)))).toBe(2);
  }
});

test("a job is paused, goes on, and another one is cancelled", async ({ sharerPage: page, sharer, platform }) => {
  const usernames = await createBuyers(platform, 40);
  await start(page, usernames, ["Trend Compass"]);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await expect(page.getByText("You paused it.")).toBeVisible();
  const id = page.url().split("/").at(-1);
  const job = async () => (await sharer.api.get(`/api/access-jobs/${id}`)).body;
  expect((await job()).pending, "something is left").toBeGreaterThan(0);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("Completed", { exact: true })).toBeVisible(patient);
  expect(active(await grantsOn(platform, scriptOf(sharer, "Trend Compass")))).toBe(40);

  await start(page, usernames, ["Swing Engine"]);
  await page.getByRole("button", { name: "Cancel the job" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the job" }).click();
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  await expect(page.getByText(/^\d+ cancelled$/)).toBeVisible();
  await page.getByRole("link", { name: "Bulk jobs" }).click();
  await expect(page.getByRole("link", { name: "Access for 40 rows" })).toHaveCount(2);
});

test("a CSV file is a job, and one that is no table is refused", async ({
  sharerPage: page,
  sharer,
  platform,
  buyers,
}) => {
  await page.goto("/access/jobs/new");
  await page.getByRole("radio", { name: "CSV file" }).click();
  const file = page.getByLabel("CSV file", { exact: true }).and(page.locator("input"));
  const upload = (text: string) =>
    file.setInputFiles({ name: "access.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await upload("who,what\nJane,Trend\n");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(file).toHaveAttribute("aria-invalid", "true");

  await upload(
    `username,script,duration,expires_at\n${buyers[0]},Trend Compass,30D,\n${buyers[1]},Trend Compass,,2030-01-31\n`,
  );
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByText("Completed", { exact: true })).toBeVisible(patient);
  const grants = await grantsOn(platform, scriptOf(sharer, "Trend Compass"));
  expect(active(grants)).toBe(2);
  expect(grants.map((grant) => grant.expiration?.slice(0, 4))).toContain("2030");
});
