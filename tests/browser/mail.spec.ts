// What needs mail. The sandbox's inbox and its faults are the platform's, so these walks go one after the other.

import type { APIRequestContext, Page } from "@playwright/test";
import { demo, expect, otherBrowser, type Person, signIn, test } from "./support/test.ts";

test.describe.configure({ mode: "serial" });

interface SandboxMail {
  to: string[];
  text: string;
}

async function mailsTo(request: APIRequestContext, address: string): Promise<SandboxMail[]> {
  const { data } = await (await request.get("/sandbox/mails")).json();
  return data.filter((mail: SandboxMail) => mail.to.some((to) => to.includes(address)));
}

/** The link of the first mail to an address, once it has come. */
async function linkInMailTo(request: APIRequestContext, address: string): Promise<string> {
  let link: string | undefined;
  await expect(async () => {
    const [mail] = await mailsTo(request, address);
    link = /https?:\/\/\S+\/reset-password\S+/.exec(mail?.text ?? "")?.[0];
    expect(link).toBeDefined();
  }).toPass({ timeout: 60_000 });
  return link ?? "";
}

async function askForLink(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  // The page before has a field of the same name.
  await expect(page.getByRole("heading", { name: "Reset your password" })).toBeVisible();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("Look into your inbox")).toBeVisible();
}

async function setPassword(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await expect(page, "the token does not stay in the address").toHaveURL(/\/reset-password$/);
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set the new password" }).click();
}

test("a forgotten password is replaced by a link that works once", async ({ page, person, request }) => {
  await askForLink(page, person.email);
  const link = await linkInMailTo(request, person.email);
  await setPassword(page, link, "a password never used before");
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill("a password never used before");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Signals" })).toBeVisible();

  await setPassword(page, link, "and yet another password");
  await expect(page.getByRole("alert")).toBeVisible();
});

test("an address without an account gets the same answer", async ({ page, request }) => {
  await askForLink(page, "nobody-of-that-name@example.com");
  expect(await mailsTo(request, "nobody-of-that-name@example.com")).toEqual([]);
});

/** A mail that the vendor refuses for good. */
async function loseMail(page: Page, request: APIRequestContext, person: Person): Promise<void> {
  const fault = { vendor: "resend", status: 422, body: { statusCode: 422, name: "validation_error", message: "no" } };
  expect((await request.post("/sandbox/faults", { data: fault })).status()).toBe(201);
  await askForLink(page, person.email);
}

test("a mail that failed is a dead letter, and goes out after a redrive", async ({
  page,
  browser,
  person,
  request,
}) => {
  await loseMail(page, request, person);
  const admin = await otherBrowser(browser, demo().admin);
  await expect(async () => {
    await admin.goto("/admin/dead-letters");
    await expect(admin.getByRole("heading", { name: "validation_error" })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });

  await admin
    .getByRole("button", { name: /The mail could not be sent/ })
    .first()
    .click();
  const sheet = admin.getByRole("dialog");
  await expect(sheet).toContainText("validation_error");
  await expect(sheet.getByRole("region", { name: "Payload" })).toContainText("password_reset");
  expect(await mailsTo(request, person.email)).toEqual([]);

  await sheet.getByRole("button", { name: "Redrive" }).click();
  const question = admin.getByRole("alertdialog");
  await expect(question, "says first what it would do").toContainText("1 job would be queued again.");
  await question.getByRole("button", { name: "Queue again" }).click();
  await expect(admin.getByText("1 job queued again")).toBeVisible();
  expect(await linkInMailTo(request, person.email)).toContain("/reset-password");
});

test("a dead letter can be discarded", async ({ page, person, request }) => {
  await loseMail(page, request, person);
  await signIn(page, demo().admin);
  await expect(async () => {
    await page.goto("/admin/dead-letters");
    await expect(page.getByRole("button", { name: /The mail could not be sent/ })).toHaveCount(1, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await page.getByRole("button", { name: /The mail could not be sent/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("Job discarded")).toBeVisible();
  await page.getByRole("radio", { name: "Discarded" }).click();
  await expect(page.getByRole("heading", { name: "validation_error" })).toBeVisible();
});
