// Mail, from the wish to the inbox: the job, the worker that does it, and the vendor's stand-in.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp, signUpAdmin, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const WAIT = { limitMs: 150_000 };

interface Mail {
  to: string[];
  from: string;
  subject: string;
  html: string;
  text: string;
}

interface Job {
  attempts: number;
  last_error: string | null;
  payload: string;
}

beforeEach(async () => {
  await platform().api.delete("/sandbox/faults");
});

const inbox = async (user: TestUser): Promise<Mail[]> => {
  const { body } = await platform().api.get("/sandbox/mails");
  return body.data.filter((mail: Mail) => mail.to.includes(user.email));
};

const jobs = (user: TestUser): Promise<Job[]> =>
  platform().query<Job>("SELECT attempts, last_error, payload FROM jobs WHERE user_id = ?", user.id);

const deadLetters = (user: TestUser) =>
  platform().query<{ id: string; payload: string; error_code: string; status: string }>(
    "SELECT id, payload, error_code, status FROM dead_letters WHERE user_id = ?",
    user.id,
  );

async function forget(email: string): Promise<void> {
  const { status, text } = await platform().api.post("/api/auth/password/forgot", { email });
  assert.equal(status, 202, text);
}

async function fault(input: Record<string, unknown>): Promise<void> {
  const { status, text } = await platform().api.post("/sandbox/faults", { vendor: "resend", ...input });
  assert.equal(status, 201, text);
}

/** Makes a job that waits for its next try due now, as time would. */
async function hurry(user: TestUser): Promise<void> {
  const due = Date.now() - 1;
  await platform().query("UPDATE jobs SET available_at = ?2, sent_at = NULL WHERE user_id = ?1", user.id, due);
  await platform().tick("pinewire-operations", "* * * * *");
}

const firstMail = (user: TestUser): Promise<Mail> => waitFor("the mail", async () => (await inbox(user))[0], WAIT);
const noJobLeft = (user: TestUser) => waitFor("the job's end", async () => (await jobs(user)).length === 0, WAIT);
const triedOnce = (user: TestUser) =>
  waitFor("the first try's end", async () => (await jobs(user)).find((job) => job.last_error !== null), WAIT);

const linkIn = (mail: Mail): URL => {
  const [link] = /http:\/\/localhost:\d+\/reset-password\S+/.exec(mail.text) ?? [];
  assert.ok(link, mail.text);
  assert.ok(mail.html.includes(`href="${link}"`), "the HTML has another link than the text");
  return new URL(link);
};
const tokenOf = (link: URL): string =>
  link.searchParams.get("token") ?? new URLSearchParams(link.hash.slice(1)).get("token") ?? "";

describe("a forgotten password", () => {
  test("a link comes by mail, in the user's language, and sets a new password once", async () => {
    const user = await signUp(platform(), { language: "tr", display_name: "Ayşe <b>" });
    await forget(user.email.toUpperCase());
    const mail = await firstMail(user);
    assert.equal(mail.subject, "pinewire parolanızı sıfırlayın");
    assert.match(mail.text, /^Merhaba Ayşe <b>,/);
    assert.match(mail.html, /Merhaba Ayşe &lt;b&gt;,/);
    const reset = { token: tokenOf(linkIn(mail)), password: "a new and quite long password" };
    const first = await platform().api.post("/api/auth/password/reset", reset);
    assert.equal(first.status, 204, first.text);
    assert.equal((await platform().api.post("/api/auth/password/reset", reset)).status, 400);
    const login = await platform().api.post("/api/auth/login", { email: user.email, password: reset.password });
    assert.equal(login.status, 200, login.text);
    await noJobLeft(user);
  });

  test("the link's secret is nowhere but in the mail", async () => {
    const user = await signUp(platform());
    await fault({ status: 500 });
    await forget(user.email);
    const job = await triedOnce(user);
    assert.deepEqual(JSON.parse(job.payload), { template: "password_reset", user_id: user.id });
    await hurry(user);
    const token = tokenOf(linkIn(await firstMail(user)));
    assert.ok(token.length >= 32);
    const rows = await platform().query("SELECT * FROM password_resets WHERE user_id = ?", user.id);
    assert.ok(rows.length > 0 && !JSON.stringify(rows).includes(token));
    assert.ok(!JSON.stringify(platform().logs).includes(token));
    await noJobLeft(user);
  });

  test("who has no account gets no mail, and nobody can tell", async () => {
    await forget("nobody@example.com");
    assert.deepEqual(await platform().query("SELECT id FROM jobs WHERE topic = 'mail'"), []);
  });
});

describe("when the vendor fails", () => {
  for (const status of [429, 503]) {
    test(`${status}: the mail is sent at the next try`, async () => {
      const user = await signUp(platform());
      await fault({ status, retry_after_s: 1 });
      await forget(user.email);
      const job = await triedOnce(user);
      assert.equal(job.attempts, 1);
      assert.deepEqual(await inbox(user), []);
      await hurry(user);
      await firstMail(user);
      await noJobLeft(user);
      assert.deepEqual(await deadLetters(user), []);
    });
  }

  test("the answer is lost after the mail went out: it is not sent again", async () => {
    const user = await signUp(platform());
    await fault({ status: 500, effect: "after" });
    await forget(user.email);
    await triedOnce(user);
    await hurry(user);
    await noJobLeft(user);
    const mails = await inbox(user);
    assert.equal(mails.length, 1);
    assert.deepEqual(await deadLetters(user), []);
    const reset = { token: tokenOf(linkIn(mails[0] as Mail)), password: "a new and quite long password" };
    assert.equal((await platform().api.post("/api/auth/password/reset", reset)).status, 204);
  });

  test("a refusal is final: a dead letter says why, and an operator can send it after all", async () => {
    const user = await signUp(platform());
    await fault({ status: 403 });
    await forget(user.email);
    await noJobLeft(user);
    const [letter, ...others] = await deadLetters(user);
    assert.ok(letter);
    assert.deepEqual(others, []);
    assert.equal(letter.status, "open");
    assert.deepEqual(JSON.parse(letter.payload), { template: "password_reset", user_id: user.id });
    assert.deepEqual(await inbox(user), []);

    const admin = await signUpAdmin(platform());
    const redrive = { ids: [letter.id], dry_run: false };
    const answer = await admin.api.post("/api/admin/dead-letters/redrive", redrive);
    assert.equal(answer.body?.redriven, 1, answer.text);
    await firstMail(user);
    await noJobLeft(user);
    assert.equal((await deadLetters(user))[0]?.status, "redriven");
  });
});
