// What people do with their accounts: the profile, the password, taking their data along, and leaving.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { storeSignals } from "../support/signals.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();

const logIn = ({ email }: TestUser, password: string) => platform().api.post("/api/auth/login", { email, password });

test("the profile changes field by field", async () => {
  const user = await signUp(platform());
  const before = (await user.api.get("/api/account/profile")).body;
  const changed = await user.api.put("/api/account/profile", { display_name: " Ada ", language: "es" });
  assert.deepEqual(changed.body, { ...before, display_name: "Ada", language: "es" });
  const zone = await user.api.put("/api/account/profile", { timezone: "Asia/Tokyo" });
  assert.deepEqual(zone.body, { ...changed.body, timezone: "Asia/Tokyo" });
  for (const json of [
    { timezone: "+03:00" },
    { language: "de" },
    { display_name: "x".repeat(101) },
    { role: "admin" },
    { email: "a@b.co" },
    { plan_id: "unlimited" },
  ]) {
    assert.equal((await user.api.put("/api/account/profile", json)).status, 422, JSON.stringify(json));
  }
  assert.deepEqual((await user.api.get("/api/auth/user")).body, zone.body);
});

test("a new password needs the old one, and ends all other sessions", async () => {
  const user = await signUp(platform());
  const other = await logIn(user, user.password);
  const next = "another good password";
  const change = (current_password: string, new_password: string) =>
    user.api.put("/api/auth/password", { current_password, new_password });
  assert.deepEqual((await change("wrong password", next)).body.code, "invalid_credentials");
  assert.equal((await change(user.password, "short")).body.errors[0].field, "new_password");
  assert.equal((await logIn(user, user.password)).status, 200, "nothing has changed so far");

  assert.equal((await change(user.password, next)).status, 204);
  assert.equal((await user.api.get("/api/auth/user")).status, 200);
  assert.equal((await platform().api.as(other.body.access_token).get("/api/auth/user")).status, 401);
  const refreshed = await platform().api.post("/api/auth/refresh", { refresh_token: other.body.refresh_token });
  assert.equal(refreshed.status, 401);
  assert.equal((await logIn(user, user.password)).status, 401);
  assert.equal((await logIn(user, next)).status, 200);
});

test("a stolen session can't be used to guess the password", async () => {
  const user = await signUp(platform());
  const guess = (api = user.api) =>
    api.put("/api/auth/password", { current_password: "wrong password", new_password: "another good password" });
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push((await guess()).status);
  assert.deepEqual(answers, [401, 401, 401, 401, 401, 429]);
  assert.equal((await user.api.delete("/api/account", { password: user.password })).status, 429);
});

test("of two password changes at once, one happens", async () => {
  const user = await signUp(platform());
  const change = (new_password: string) =>
    user.api.put("/api/auth/password", { current_password: user.password, new_password });
  const passwords = ["the first new password", "the other new password"];
  const answers = await Promise.all(passwords.map(change));
  const changed = answers.filter(({ status }) => status === 204).length;
  assert.equal(changed, 1, JSON.stringify(answers.map(({ status }) => status)));
  const works = await Promise.all(passwords.map(async (password) => (await logIn(user, password)).status === 200));
  assert.deepEqual(
    works,
    answers.map(({ status }) => status === 204),
  );
});

test("asking again and again for a link makes one mail at a time", async () => {
  const user = await signUp(platform());
  const forget = (email: string) => platform().api.post("/api/auth/password/forgot", { email });
  const answers = await Promise.all(Array.from({ length: 10 }, () => forget(user.email)));
  const unknown = await forget("nobody@example.com");
  for (const { status, text } of answers) assert.deepEqual([status, text], [202, unknown.text]);
  const mails = async (): Promise<number> => {
    const jobs = await platform().query("SELECT 1 FROM jobs WHERE user_id = ? AND topic = 'mail'", user.id);
    const links = await platform().query("SELECT 1 FROM password_resets WHERE user_id = ?", user.id);
    return jobs.length + links.length;
  };
  assert.ok((await mails()) <= 2, "a job, and its link while it is at work");
});

test("a link sets a password once, within its hour, and ends all sessions and other links", async () => {
  const user = await signUp(platform());
  const { createHash, randomBytes } = await import("node:crypto");
  /** A link as the mail worker makes it. */
  const link = async (expiresIn: number): Promise<string> => {
    const token = randomBytes(32).toString("base64url");
    const hash = createHash("sha256").update(token).digest("hex");
    const [now, end] = [Date.now(), Date.now() + expiresIn];
    await platform().query("INSERT INTO password_resets VALUES (?, ?, ?, ?, NULL)", hash, user.id, now, end);
    return token;
  };
  const reset = (token: string, password: string) =>
    platform().api.post("/api/auth/password/reset", { token, password });
  const [token, other, expired] = [await link(3_600_000), await link(3_600_000), await link(-1)];
  for (let i = 0; i < 5; i++) await logIn(user, "wrong password");
  assert.equal((await logIn(user, user.password)).status, 429);

  assert.equal((await reset(token, "short")).status, 422);
  assert.equal((await reset(expired, "a good new password")).body.code, "reset_link_invalid");
  const passwords = Array.from({ length: 4 }, (_, i) => `a good new password ${i}`);
  const answers = await Promise.all(passwords.map((password) => reset(token, password)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 400, 400, 400]);
  const chosen = passwords[answers.findIndex(({ status }) => status === 204)] ?? "";
  assert.equal((await logIn(user, chosen)).status, 200, "who reads the mail is not locked out");
  assert.equal((await user.api.get("/api/auth/user")).status, 401);
  assert.equal((await reset(token, chosen)).status, 400);
  assert.equal((await reset(other, chosen)).status, 400);
});

test("an export has everything of the user's, nothing of others', and no secret", async () => {
  const [user, other] = [await signUp(platform()), await signUp(platform())];
  await user.alert({ ticker: "BTCUSDT", message: 'mine "quoted" \u2028 twice', strategy: "S", parameters: { a: 1 } });
  await user.alert({ message: "no symbol" });
  await other.alert({ ticker: "ETHUSDT", message: "not mine" });
  const { body: key } = await user.api.post("/api/account/api-keys", { name: "Robot", scopes: ["signals:read"] });
  await storeSignals(
    platform(),
    user,
    Array.from({ length: 1203 }, (_, i) => ({ message: `stored ${i}` })),
  );

  const { status, headers, text, body } = await user.api.get("/api/account/export");
  assert.equal(status, 200);
  assert.match(headers.get("content-disposition") ?? "", /^attachment; filename="pinewire-export\.json"$/);
  assert.equal(body.profile[0].email, user.email);
  assert.equal(body.signals.length, 1204);
  assert.equal(new Set(body.signals.map(({ id }: { id: string }) => id)).size, 1204);
  const mine = body.signals.find(({ strategy }: { strategy: string }) => strategy === "S");
  assert.deepEqual([mine.message, mine.parameters], ['mine "quoted" \u2028 twice', { a: 1 }]);
  assert.equal(body.rejected_alerts[0].code, "symbol_missing");
  assert.equal(body.api_keys[0].name, "Robot");
  for (const section of ["settings", "sessions", "webhooks", "usage"]) assert.equal(body[section].length, 1, section);
  assert.deepEqual(body.identities, []);
  const webhook = new URL(user.webhookUrl).pathname.split("/").at(-1) ?? "";
  for (const secret of [key.key, webhook, "argon2id", other.id, "not mine"]) assert.ok(!text.includes(secret), secret);
});

test("large alerts are exported in small pages, completely", async () => {
  const user = await signUp(platform());
  const ids = await storeSignals(
    platform(),
    user,
    Array.from({ length: 100 }, () => ({})),
  );
  await platform().query("UPDATE signals SET raw_body = ? WHERE user_id = ?", "x".repeat(60_000), user.id);
  const { body } = await user.api.get("/api/account/export");
  assert.deepEqual(body.signals.map(({ id }: { id: string }) => id).sort(), [...ids].sort());
});

test("an erased account leaves nothing but its id in the audit log", async () => {
  const [user, other] = [await signUp(platform()), await signUp(platform())];
  await user.api.put("/api/config", { screenshots_enabled: false });
  await user.alert({ ticker: "BTCUSDT" });
  await user.api.post("/api/account/api-keys", { name: "k", scopes: ["signals:read"] });
  await storeSignals(platform(), user, [{ result: "win" }, { result: "loss" }]);
  await logIn(user, "wrong password");
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  await Promise.all([user, other].map(({ id }) => bucket.put(`${id}/BTCUSDT_1.png`, "png")));

  const wrong = await user.api.delete("/api/account", { password: "wrong password" });
  assert.deepEqual([wrong.status, wrong.body.code], [401, "invalid_credentials"]);
  assert.ok(await bucket.head(`${user.id}/BTCUSDT_1.png`));

  assert.equal((await user.api.delete("/api/account", { password: user.password })).status, 204);
  assert.equal((await user.api.get("/api/auth/user")).status, 401);
  assert.equal((await logIn(user, user.password)).status, 401);
  assert.equal((await user.alert({ ticker: "BTCUSDT" })).status, 404);
  assert.equal(await bucket.head(`${user.id}/BTCUSDT_1.png`), null);
  assert.ok(await bucket.head(`${other.id}/BTCUSDT_1.png`), "other people's pictures stay");

  const tables = await platform().query<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  );
  assert.ok(tables.length > 15);
  for (const { name } of tables) {
    const rows = JSON.stringify(await platform().query(`SELECT * FROM ${name}`));
    // The tries to sign in after the erasure have made a row of their own: addresses without an account lock as well.
    if (name !== "login_failures") assert.ok(!rows.includes(user.email), `${name} still has the address`);
    if (name !== "audit_log") assert.ok(!rows.includes(user.id), `${name} still has the user`);
  }
  const audit = await platform().query<{ action: string }>(
    "SELECT action FROM audit_log WHERE subject_id = ?",
    user.id,
  );
  assert.deepEqual(
    audit.map(({ action }) => action),
    ["user.signup", "config.update", "user.erase"],
  );
  assert.equal((await other.api.get("/api/auth/user")).status, 200);
  const again = await platform().api.post("/api/auth/signup", { email: user.email, password: user.password });
  assert.equal(again.status, 201, "the address is free again");
});
