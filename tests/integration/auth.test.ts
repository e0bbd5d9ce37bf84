// Signing up, in and out, and what slows down those who guess.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

const newEmail = () => `trader-${randomUUID()}@example.com`;
const logIn = (email: string, password: string) => platform().api.post("/api/auth/login", { email, password });

async function auditOf(subject: string): Promise<string[]> {
  const rows = await platform().query<{ action: string }>(
    "SELECT action FROM audit_log WHERE subject_id = ? ORDER BY seq",
    subject,
  );
  return rows.map(({ action }) => action);
}

test("a new account can be used at once, and its webhook works", async () => {
  const email = newEmail();
  const { status, body, headers } = await platform().api.post("/api/auth/signup", {
    email: ` ${email} `,
    password: "a good password",
    display_name: "Ada",
    timezone: "Europe/Istanbul",
    language: "tr",
  });
  assert.equal(status, 201);
  assert.deepEqual(headers.getSetCookie(), []);
  const { user, ...session } = body;
  assert.deepEqual(
    { ...user, id: undefined, created_at: undefined },
    {
      id: undefined,
      created_at: undefined,
      email,
      display_name: "Ada",
      timezone: "Europe/Istanbul",
      language: "tr",
      role: "trader",
      plan: { id: "free", name: "Free", monthly_signals: 1000 },
    },
  );
  assert.deepEqual(
    [session.transport, session.token_type, session.expires_in, session.csrf_token],
    ["bearer", "Bearer", 900, null],
  );
  const api = platform().api.as(session.access_token);
  assert.deepEqual((await api.get("/api/auth/user")).body, user);
  assert.deepEqual((await api.get("/api/account/profile")).body, user);
  assert.equal((await api.get("/api/config")).body.preferred_timezone, "Europe/Istanbul");
  const alert = await platform().api.post(new URL(session.webhook_url).pathname, { ticker: "BTCUSDT" });
  assert.equal(alert.status, 200, alert.text);
  assert.deepEqual(await auditOf(user.id), ["user.signup"]);
});

test("an address has one account, however it is spelled and however many ask at once", async () => {
  const email = newEmail();
  const spellings = [email, email.toUpperCase(), ` ${email}`, email, email];
  const answers = await Promise.all(
    spellings.map((spelling) =>
      platform().api.post("/api/auth/signup", { email: spelling, password: "a good password" }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === "email_taken"));
  const rows = await platform().query("SELECT 1 FROM users WHERE email_key = ?", email.toLowerCase());
  assert.equal(rows.length, 1);
});

test("what can't be an account is refused field by field, and makes none", async () => {
  const password = "a good password";
  const email = newEmail();
  for (const [input, fields] of [
    [{ email: "nobody", password }, ["email"]],
    [{ email, password: "short" }, ["password"]],
    [{ email, password: "x".repeat(129) }, ["password"]],
    [{ email, password: "Password123" }, ["password"]],
    [{ email, password: email }, ["password"]],
    [{ email, password, timezone: "Mars/Olympus" }, ["timezone"]],
    [{ email, password, language: "xx" }, ["language"]],
    [{ email: "", password: "", display_name: "x".repeat(101) }, ["email", "password", "display_name"]],
  ] as const) {
    const { status, body } = await platform().api.post("/api/auth/signup", input);
    assert.equal(status, 422);
    assert.equal(body.code, "validation_failed");
    assert.deepEqual(
      body.errors.map(({ field }: { field: string }) => field),
      fields,
    );
  }
  const admin = await platform().api.post("/api/auth/signup", { email, password, role: "admin" });
  assert.equal(admin.status, 422, "a role can't be chosen");
  assert.deepEqual(await platform().query("SELECT 1 FROM users WHERE email = ?", email), []);
});

test("the password is stored as argon2id, with the parameters that OWASP names", async () => {
  const user = await signUp(platform());
  const [row] = await platform().query<{ password_hash: string }>(
    "SELECT password_hash FROM users WHERE id = ?",
    user.id,
  );
  assert.match(row?.password_hash ?? "", /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test("signing in needs the address and its password, and says no more than that", async () => {
  const user = await signUp(platform());
  const good = await logIn(user.email.toUpperCase(), user.password);
  assert.equal(good.status, 200);
  assert.equal(good.body.user.id, user.id);
  assert.equal(good.body.webhook_url, null, "the webhook's URL is shown once");
  const wrong = await logIn(user.email, `${user.password}x`);
  const unknown = await logIn(newEmail(), user.password);
  assert.deepEqual([wrong.status, unknown.status], [401, 401]);
  const said = ({ body }: typeof wrong) => ({ ...body, request_id: undefined });
  assert.deepEqual(said(wrong), said(unknown));
  assert.equal(wrong.body.code, "invalid_credentials");
});

test("a disabled account is told so, by whatever it comes with", async () => {
  const user = await signUp(platform());
  const key = await user.api.post("/api/account/api-keys", { name: "k", scopes: ["signals:read"] });
  await platform().query("UPDATE users SET status = 'disabled' WHERE id = ?", user.id);
  const answers = [
    await user.api.get("/api/auth/user"),
    await platform().api.as(key.body.key).get("/api/signals"),
    await logIn(user.email, user.password),
    await platform().api.post("/api/auth/refresh", { refresh_token: user.refreshToken }),
  ];
  for (const { status, body } of answers) assert.deepEqual([status, body.code], [403, "account_disabled"]);
  assert.equal((await logIn(user.email, "wrong password")).status, 401, "only to who knows the password");
});

test("the fifth wrong password locks the address, known or not, even for the right one", async () => {
  const user = await signUp(platform());
  for (const [email, password] of [
    [user.email, user.password],
    [newEmail(), "a good password"],
  ] as const) {
    for (let i = 0; i < 5; i++) assert.equal((await logIn(email, "wrong password")).status, 401);
    const locked = await logIn(email, password);
    assert.deepEqual([locked.status, locked.body.code], [429, "account_locked"]);
    const wait = Number(locked.headers.get("retry-after"));
    assert.ok(wait > 0 && wait <= 30, `${wait}`);
  }
  assert.ok((await auditOf(user.id)).includes("user.lock"));
  const end = () => platform().query("UPDATE login_failures SET locked_until = 0");
  await end();
  assert.equal((await logIn(user.email, "wrong password")).status, 401);
  const longer = Number((await logIn(user.email, user.password)).headers.get("retry-after"));
  assert.ok(longer > 30 && longer <= 60, `the next lock is twice as long: ${longer}`);
  await end();
  assert.equal((await logIn(user.email, user.password)).status, 200);
  assert.equal((await logIn(user.email, "wrong password")).status, 401, "a success starts anew");
  assert.equal((await logIn(user.email, user.password)).status, 200);
});

test("many guesses at once get no more tries than one after another", async () => {
  const user = await signUp(platform());
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => logIn(user.email, `wrong password ${i}`)));
  const tried = answers.filter(({ status }) => status === 401).length;
  assert.equal(tried, 5);
  assert.equal(answers.filter(({ status }) => status === 429).length, 35);
});

test("a token that was signed by another, for another, or has been changed is refused", async () => {
  const user = await signUp(platform());
  const [header = "", claims = "", signature = ""] = user.accessToken.split(".");
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const decoded = JSON.parse(Buffer.from(header, "base64url").toString());
  const other = await signUp(platform());
  const forgeries = [
    `${encode({ ...decoded, alg: "none" })}.${claims}.`,
    `${encode({ ...decoded, alg: "RS256" })}.${claims}.${signature}`,
    `${header}.${other.accessToken.split(".")[1]}.${signature}`,
    `${header}.${claims}.`,
    `${header}.${claims}`,
    "x",
  ];
  for (const token of forgeries) {
    const { status, body, headers } = await platform().api.as(token).get("/api/auth/user");
    assert.deepEqual([status, body.code], [401, "unauthenticated"], token);
    assert.equal(headers.get("www-authenticate"), "Bearer");
  }
  assert.equal((await platform().api.with({ authorization: "Basic eDp5" }).get("/api/auth/user")).status, 401);
  assert.equal((await platform().api.get("/api/auth/user")).status, 401);
});
