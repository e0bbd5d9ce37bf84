// API keys, and creating one once however often the request is sent.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { Client } from "../support/client.ts";
import { usePlatform } from "../support/platform.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();

const create = (api: Client, json: unknown, idempotencyKey?: string) =>
  api.post(
    "/api/account/api-keys",
    json,
    idempotencyKey === undefined ? {} : { headers: { "idempotency-key": idempotencyKey } },
  );
const list = async (user: TestUser) => (await user.api.get("/api/account/api-keys")).body.data;
const input = { name: "Robot", scopes: ["signals:read", "stats:read"] };

test("a key is shown once and does what its scopes say", async () => {
  const user = await signUp(platform());
  const { status, body } = await create(user.api, { ...input, name: " Robot " });
  assert.equal(status, 201);
  const { key, ...shown } = body;
  assert.match(key, /^pw_[\w-]{43}$/);
  assert.deepEqual([shown.name, shown.scopes], ["Robot", input.scopes]);
  assert.equal(shown.hint, key.slice(0, 8));
  assert.deepEqual([shown.expires_at, shown.last_used_at, shown.revoked_at], [null, null, null]);
  assert.deepEqual(await list(user), [shown], "the list does not show the key");
  const rows = JSON.stringify(await platform().query("SELECT * FROM api_keys WHERE user_id = ?", user.id));
  assert.ok(!rows.includes(key), "only its hash is stored");

  const robot = platform().api.as(key);
  assert.equal((await robot.get("/api/signals")).status, 200);
  assert.equal((await robot.get("/api/stats")).status, 200);
  for (const [answer, code] of [
    [await robot.get("/api/config"), "scope_missing"],
    [await robot.put("/api/config", { retention_days: 1 }), "scope_missing"],
    [await robot.get("/api/auth/user"), "forbidden"],
    [await create(robot, input), "forbidden"],
    [await robot.get("/api/account/export"), "forbidden"],
    [await robot.delete("/api/account", { password: user.password }), "forbidden"],
    [await robot.get("/api/admin/users"), "forbidden"],
  ] as const) {
    assert.deepEqual([answer.status, answer.body.code], [403, code], answer.text);
  }
});

test("its last use is noted, at most once a minute", async () => {
  const user = await signUp(platform());
  const { body } = await create(user.api, input);
  const robot = platform().api.as(body.key);
  const lastUse = async () => (await list(user))[0].last_used_at;
  await robot.get("/api/signals");
  const first = await waitFor("the use to be noted", lastUse);
  for (let i = 0; i < 3; i++) await robot.get("/api/signals");
  assert.equal(await lastUse(), first);
  await platform().query("UPDATE api_keys SET last_used_at = last_used_at - 61000 WHERE id = ?", body.id);
  await robot.get("/api/signals");
  await waitFor("the later use to be noted", async () => (await lastUse()) >= first);
});

test("a revoked, expired or unknown key opens nothing", async () => {
  const user = await signUp(platform());
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const { body: expiring } = await create(user.api, { ...input, expires_at: soon });
  assert.equal(expiring.expires_at, soon);
  await platform().query("UPDATE api_keys SET expires_at = ? WHERE id = ?", Date.now() - 1, expiring.id);
  const { body: revoked } = await create(user.api, input);
  assert.equal((await user.api.delete(`/api/account/api-keys/${revoked.id}`)).status, 204);
  assert.equal((await user.api.delete(`/api/account/api-keys/${revoked.id}`)).status, 404);
  for (const key of [expiring.key, revoked.key, `${revoked.key}x`, "pw_"]) {
    const { status, body } = await platform().api.as(key).get("/api/signals");
    assert.deepEqual([status, body.code], [401, "unauthenticated"]);
  }
  const keys: { id: string; revoked_at: string | null }[] = await list(user);
  assert.ok(keys.find(({ id }) => id === revoked.id)?.revoked_at);
});

test("what makes no sense is refused", async () => {
  const user = await signUp(platform());
  for (const [json, field] of [
    [{ ...input, name: " " }, "name"],
    [{ ...input, name: "x".repeat(101) }, "name"],
    [{ ...input, scopes: [] }, "scopes"],
    [{ ...input, scopes: ["admin"] }, "scopes[0]"],
    [{ ...input, expires_at: "2020-01-01T00:00:00Z" }, "expires_at"],
    [{ ...input, role: "admin" }, "role"],
  ] as const) {
    const { status, body } = await create(user.api, json);
    assert.deepEqual([status, body.errors?.[0]?.field], [422, field]);
  }
  assert.deepEqual(await list(user), []);
});

test("there are at most 50, even when many are made at once", async () => {
  const user = await signUp(platform());
  for (let i = 0; i < 47; i++) assert.equal((await create(user.api, input)).status, 201);
  const answers = await Promise.all(Array.from({ length: 6 }, () => create(user.api, input)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 409, 409, 409]);
  const { body } = answers.find(({ status }) => status === 201) ?? assert.fail();
  await user.api.delete(`/api/account/api-keys/${body.id}`);
  assert.equal((await create(user.api, input)).status, 201, "a revoked one makes room");
});

test("nobody sees or revokes the keys of others", async () => {
  const [mallory, victim] = [await signUp(platform()), await signUp(platform())];
  const { body } = await create(victim.api, input);
  assert.deepEqual(await list(mallory), []);
  assert.equal((await mallory.api.delete(`/api/account/api-keys/${body.id}`)).status, 404);
  assert.equal((await platform().api.as(body.key).get("/api/signals")).status, 200);
});

test("the same request with the same key is done once and answered the same", async () => {
  const user = await signUp(platform());
  const id = randomUUID();
  const first = await create(user.api, input, id);
  const again = await create(user.api, input, id);
  assert.deepEqual([first.status, again.status], [201, 201]);
  assert.deepEqual(again.body, first.body);
  assert.deepEqual(
    [first, again].map(({ headers }) => headers.get("idempotency-replayed")),
    [null, "true"],
  );
  assert.equal((await list(user)).length, 1);
  const stored = JSON.stringify(await platform().query("SELECT * FROM idempotency_keys WHERE user_id = ?", user.id));
  assert.ok(stored.includes(id) && !stored.includes(first.body.key), "the answer is kept sealed");

  const other = await signUp(platform());
  assert.notDeepEqual((await create(other.api, input, id)).body, first.body, "another user's key is another key");
});

test("of many at once, one is done; the others are told to wait or get its answer", async () => {
  const user = await signUp(platform());
  const id = randomUUID();
  const answers = await Promise.all(Array.from({ length: 8 }, () => create(user.api, input, id)));
  const made = answers.filter(({ status }) => status === 201);
  assert.ok(made.length >= 1);
  assert.equal(new Set(made.map(({ body }) => body.key)).size, 1);
  for (const { status, body, headers } of answers.filter((answer) => !made.includes(answer))) {
    assert.deepEqual([status, body.code], [409, "idempotency_in_flight"]);
    assert.ok(Number(headers.get("retry-after")) > 0);
  }
  assert.equal((await list(user)).length, 1);
  assert.deepEqual((await create(user.api, input, id)).body, made[0]?.body);
});

test("a key for another request is refused, and so is one that is none", async () => {
  const user = await signUp(platform());
  const id = randomUUID();
  await create(user.api, input, id);
  const other = await create(user.api, { ...input, name: "Other" }, id);
  assert.deepEqual([other.status, other.body.code], [422, "idempotency_mismatch"]);
  for (const bad of ["a b", "x".repeat(256)]) {
    const { status, body } = await create(user.api, input, bad);
    assert.deepEqual([status, body.code], [400, "idempotency_key_invalid"]);
  }
  assert.equal((await list(user)).length, 1);
});

test("a refusal is an answer too", async () => {
  const user = await signUp(platform());
  const id = randomUUID();
  const first = await create(user.api, { ...input, scopes: [] }, id);
  const again = await create(user.api, { ...input, scopes: [] }, id);
  assert.deepEqual([first.status, again.status], [422, 422]);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get("content-type"), "application/problem+json");
});

test("a key is free again after a day, or when who took it never answered", async () => {
  const user = await signUp(platform());
  const [old, dead] = [randomUUID(), randomUUID()];
  const first = await create(user.api, input, old);
  await create(user.api, input, dead);
  const day = 24 * 3_600_000;
  await platform().query("UPDATE idempotency_keys SET created_at = created_at - ? WHERE key = ?", day, old);
  const later = await create(user.api, input, old);
  assert.equal(later.status, 201);
  assert.notEqual(later.body.id, first.body.id);
  const unanswered =
    "UPDATE idempotency_keys SET response_status = NULL, response_body = NULL, locked_until = ? WHERE key = ?";
  await platform().query(unanswered, Date.now() + 30_000, dead);
  assert.equal((await create(user.api, input, dead)).status, 409);
  await platform().query(unanswered, Date.now() - 1, dead);
  assert.equal((await create(user.api, input, dead)).status, 201);
});
