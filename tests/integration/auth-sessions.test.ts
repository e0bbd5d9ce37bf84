// Sessions: refreshing them, ending them, and what a copied refresh token leads to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();

const refresh = (token: string) => platform().api.post("/api/auth/refresh", { refresh_token: token });
const userBy = (accessToken: string) => platform().api.as(accessToken).get("/api/auth/user");

/** As if the last use of the user's refresh tokens had been so long ago. */
const age = (user: TestUser, ms: number) =>
  platform().query("UPDATE refresh_tokens SET used_at = used_at - ? WHERE user_id = ?", ms, user.id);

const liveSessions = async (user: TestUser): Promise<{ id: string; current: boolean }[]> =>
  (await user.api.get("/api/account/sessions")).body.data;

test("a refresh token gives a new pair, again and again, in one session", async () => {
  const user = await signUp(platform());
  let token = user.refreshToken;
  for (let i = 0; i < 3; i++) {
    const { status, body, text } = await refresh(token);
    assert.equal(status, 200, text);
    assert.notEqual(body.refresh_token, token);
    assert.equal((await userBy(body.access_token)).body.id, user.id);
    token = body.refresh_token;
  }
  assert.equal((await liveSessions(user)).length, 1);
});

test("a second use after the grace ends the session for whoever holds any of its tokens", async () => {
  const user = await signUp(platform());
  const other = await platform().api.post("/api/auth/login", { email: user.email, password: user.password });
  const { body: rightful } = await refresh(user.refreshToken);
  await age(user, 11_000);
  const reused = await refresh(user.refreshToken);
  assert.deepEqual([reused.status, reused.body.code], [401, "refresh_reused"]);
  assert.equal((await refresh(rightful.refresh_token)).status, 401, "the whole family is over");
  assert.equal((await userBy(rightful.access_token)).status, 401, "and so are its access tokens");
  assert.equal((await userBy(user.accessToken)).status, 401);
  assert.equal((await userBy(other.body.access_token)).status, 200, "other sessions live on");
  const [row] = await platform().query<{ detail: string }>(
    "SELECT detail FROM audit_log WHERE action = 'session.end' ORDER BY seq DESC LIMIT 1",
  );
  assert.deepEqual(JSON.parse(row?.detail ?? ""), { reason: "reuse" });
});

test("who lost the answer may ask again within the grace", async () => {
  const user = await signUp(platform());
  const lost = await refresh(user.refreshToken);
  const again = await refresh(user.refreshToken);
  assert.deepEqual([lost.status, again.status], [200, 200]);
  await age(user, 11_000);
  assert.equal((await refresh(again.body.refresh_token)).status, 200, "what it was given works for long");
  assert.equal((await liveSessions(user)).length, 1);
});

test("two tabs that refresh at once both go on, in the same session", async () => {
  const user = await signUp(platform());
  const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(user.refreshToken)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200],
  );
  assert.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 6);
  for (const { body } of answers) assert.equal((await userBy(body.access_token)).status, 200);
  assert.equal((await liveSessions(user)).length, 1);
  const used = await platform().query(
    "SELECT 1 FROM refresh_tokens WHERE user_id = ? AND used_at IS NOT NULL",
    user.id,
  );
  assert.equal(used.length, 1, "one of them used the token up");
});

test("what is no live refresh token is refused", async () => {
  const user = await signUp(platform());
  await platform().query("UPDATE refresh_tokens SET expires_at = 1 WHERE user_id = ?", user.id);
  for (const token of ["", "guessed", user.accessToken, user.refreshToken]) {
    const { status, body } = await refresh(token);
    assert.deepEqual([status, body.code], [401, "unauthenticated"]);
  }
  const nothing = await platform().api.request("POST", "/api/auth/refresh");
  assert.equal(nothing.status, 401);
});

test("signing out ends the session at once, and twice is no error", async () => {
  const user = await signUp(platform());
  assert.equal((await user.api.post("/api/auth/logout")).status, 204);
  assert.equal((await user.api.get("/api/auth/user")).status, 401);
  assert.equal((await refresh(user.refreshToken)).status, 401);
  assert.equal((await user.api.post("/api/auth/logout")).status, 204);

  const other = await signUp(platform());
  const byRefresh = await platform().api.post("/api/auth/logout", { refresh_token: other.refreshToken });
  assert.equal(byRefresh.status, 204);
  assert.equal((await other.api.get("/api/auth/user")).status, 401);
});

test("a user sees their devices and signs out one or all others", async () => {
  const user = await signUp(platform());
  const device = async (agent: string) => {
    const { body } = await platform()
      .api.with({ "user-agent": agent })
      .post("/api/auth/login", { email: user.email, password: user.password });
    return platform().api.as(body.access_token);
  };
  const phone = await device("Phone");
  const tablet = await device("Tablet");
  const { data, next_cursor } = (await user.api.get("/api/account/sessions")).body;
  assert.equal(next_cursor, null);
  assert.deepEqual(
    data.map((session: { user_agent: string; current: boolean }) => [session.user_agent, session.current]).slice(0, 2),
    [
      ["Tablet", false],
      ["Phone", false],
    ],
  );
  assert.deepEqual(
    data.map(({ current }: { current: boolean }) => current),
    [false, false, true],
  );
  assert.ok(data.every((session: { ip: string; expires_at: string }) => session.ip && Date.parse(session.expires_at)));

  assert.equal((await user.api.delete(`/api/account/sessions/${data[1].id}`)).status, 204);
  assert.equal((await phone.get("/api/auth/user")).status, 401);
  assert.equal((await user.api.delete(`/api/account/sessions/${data[1].id}`)).status, 404, "it is over already");
  assert.equal((await tablet.get("/api/auth/user")).status, 200);

  assert.equal((await user.api.delete("/api/account/sessions")).status, 204);
  assert.equal((await tablet.get("/api/auth/user")).status, 401);
  assert.equal((await user.api.get("/api/auth/user")).status, 200, "the one that asks stays");
});

test("nobody sees or ends the sessions of others", async () => {
  const [mallory, victim] = [await signUp(platform()), await signUp(platform())];
  const [session] = await liveSessions(victim);
  assert.equal((await mallory.api.delete(`/api/account/sessions/${session?.id}`)).status, 404);
  assert.equal((await mallory.api.delete("/api/account/sessions")).status, 204);
  assert.equal((await liveSessions(mallory)).length, 1);
  assert.equal((await victim.api.get("/api/auth/user")).status, 200);
});

test("a session is over when its time is", async () => {
  const user = await signUp(platform());
  await platform().query("UPDATE sessions SET expires_at = ? WHERE user_id = ?", Date.now() - 1, user.id);
  assert.equal((await user.api.get("/api/auth/user")).status, 401);
});
