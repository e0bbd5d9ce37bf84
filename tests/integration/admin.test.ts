// What operators do: dead letters, users, keys, and looking at what was refused.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { operations } from "../support/description.ts";
import { usePlatform } from "../support/platform.ts";
import { masterKeys, newMasterKey, open, seal } from "../support/sealing.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { signUp, signUpAdmin, type TestUser } from "../support/users.ts";

const [oldKey, newKey, lostKey] = [newMasterKey("k1"), newMasterKey("k2"), newMasterKey("k0")];
const platform = usePlatform({ secrets: { MASTER_KEYS: masterKeys(newKey, oldKey) } });
let signedUp: Promise<TestUser> | undefined;
const admin = (): Promise<TestUser> => {
  signedUp ??= signUpAdmin(platform());
  return signedUp;
};

test("operators' routes are for admins in person", async () => {
  const trader = await signUp(platform());
  const boss = await admin();
  const scopes = ["signals:read", "signals:write", "config:read", "config:write", "stats:read"];
  const key = await boss.api.post("/api/account/api-keys", { name: "all scopes", scopes });
  assert.equal(key.status, 201, key.text);
  const routes = operations().filter(({ path }) => path.startsWith("/api/admin/"));
  assert.ok(routes.length >= 11);
  for (const { method, path, hasBody } of routes) {
    const url = path.replace("{id}", trader.id);
    const options = hasBody ? { json: {} } : {};
    assert.equal((await platform().api.request(method, url, options)).status, 401, path);
    assert.equal((await trader.api.request(method, url, options)).status, 403, path);
    const byKey = await platform().api.as(key.body.key).request(method, url, options);
    assert.equal(byKey.status, 403, `${path} by an admin's API key`);
  }
});

describe("dead letters", () => {
  async function bury(fields: {
    user: TestUser;
    signal?: string;
    code?: string;
    topic?: string;
    job?: string | null;
    createdAt?: number;
  }): Promise<string> {
    const id = newId("dlq", fields.createdAt);
    await platform().query(
      `INSERT INTO dead_letters (id, topic, job_id, user_id, payload, error_code, error, attempts, created_at)
       VALUES (?, ?, ?, ?, ?, ?, 'it failed', 3, ?)`,
      id,
      fields.topic ?? "screenshots",
      fields.job === undefined ? newId("job") : fields.job,
      fields.user.id,
      JSON.stringify({ signal_id: fields.signal ?? newId("sig") }),
      fields.code ?? "timeout",
      fields.createdAt ?? Date.now(),
    );
    return id;
  }
  const jobsOf = (letter: string) =>
    platform().query("SELECT * FROM jobs WHERE idempotency_key = ?", `redrive:${letter}`);
  const statusOf = async (letter: string): Promise<unknown> => {
    const [row] = await platform().query("SELECT status FROM dead_letters WHERE id = ?", letter);
    return row?.status;
  };

  test("are listed page by page and inspected", async () => {
    const user = await signUp(platform());
    const { api } = await admin();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await bury({ user, topic: "listed", createdAt: 1_700_000_000_000 + i }));
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await api.get(`/api/admin/dead-letters?topic=listed&status=open&limit=2&cursor=${cursor}`);
      assert.equal(page.status, 200, page.text);
      seen.push(...page.body.data.map((letter: { id: string }) => letter.id));
      cursor = page.body.next_cursor;
    }
    assert.deepEqual(seen, ids.reverse());
    const { body } = await api.get(`/api/admin/dead-letters/${seen[0]}`);
    assert.equal(body.error, "it failed");
    assert.match(body.payload.signal_id, /^sig_/);
    assert.equal((await api.get(`/api/admin/dead-letters/${newId("dlq")}`)).status, 404);
    assert.equal((await api.get("/api/admin/dead-letters?status=nonsense")).status, 422);
  });

  test("a dry run, which is the default, counts and changes nothing", async () => {
    const user = await signUp(platform());
    const { api } = await admin();
    const letter = await bury({ user, code: "dry" });
    for (const body of [{ error_code: "dry" }, { error_code: "dry", dry_run: true }]) {
      const answer = await api.post("/api/admin/dead-letters/redrive", body);
      assert.deepEqual(answer.body, { matched: 1, redriven: 0 });
    }
    assert.equal(await statusOf(letter), "open");
    assert.equal((await jobsOf(letter)).length, 0);
    assert.equal((await api.post("/api/admin/dead-letters/redrive", { dry_run: false })).status, 422);
  });

  test("a redrive queues the job again and reopens its signal", async () => {
    const user = await signUp(platform());
    const { api } = await admin();
    const [signal = ""] = await storeSignals(platform(), user, [{ screenshot_status: "failed" }]);
    const letter = await bury({ user, signal, code: "reopen" });
    const unknown = await bury({ user, code: "reopen", job: null });
    const answer = await api.post("/api/admin/dead-letters/redrive", { error_code: "reopen", dry_run: false });
    assert.deepEqual(answer.body, { matched: 1, redriven: 1 }, "a message that named no job stays");
    assert.equal(await statusOf(letter), "redriven");
    assert.equal(await statusOf(unknown), "open");
    const { body } = await user.api.get(`/api/signals/${signal}`);
    assert.ok(body.timeline.some((entry: { kind: string }) => entry.kind === "screenshot_replayed"));
    assert.notEqual(body.screenshot_error, "it failed");
    const again = await api.post("/api/admin/dead-letters/redrive", { ids: [letter], dry_run: false });
    assert.deepEqual(again.body, { matched: 0, redriven: 0 });
  });

  test("redrives at the same time queue each job once", async () => {
    const user = await signUp(platform());
    const { api } = await admin();
    const letters: string[] = [];
    // A topic without a queue: the jobs stay where they can be counted.
    for (let i = 0; i < 60; i++) letters.push(await bury({ user, topic: "nowhere", code: "race" }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        api.post("/api/admin/dead-letters/redrive", { error_code: "race", dry_run: false }),
      ),
    );
    for (const answer of answers) assert.equal(answer.status, 200, answer.text);
    const redriven = answers.reduce((sum, answer) => sum + answer.body.redriven, 0);
    assert.equal(redriven, letters.length);
    const [{ jobs } = { jobs: 0 }] = await platform().query<{ jobs: number }>(
      "SELECT count(*) AS jobs FROM jobs WHERE topic = 'nowhere'",
    );
    assert.equal(jobs, letters.length);
    for (const letter of letters) assert.equal((await jobsOf(letter)).length, 1);
    await platform().query("DELETE FROM jobs WHERE topic = 'nowhere'");
  });

  test("are discarded once", async () => {
    const user = await signUp(platform());
    const boss = await admin();
    const letter = await bury({ user });
    const answer = await boss.api.post(`/api/admin/dead-letters/${letter}/discard`);
    assert.deepEqual([answer.body.status, answer.body.resolved_by], ["discarded", boss.id]);
    const again = await boss.api.post(`/api/admin/dead-letters/${letter}/discard`);
    assert.deepEqual([again.status, again.body.code], [409, "conflict"]);
    const redriven = await boss.api.post("/api/admin/dead-letters/redrive", { ids: [letter], dry_run: false });
    assert.equal(redriven.body.redriven, 0);
  });
});

test("refused alerts of everybody are listed, those of nobody without their body", async () => {
  const user = await signUp(platform());
  await user.alert({ price: 1, message: "no symbol here" });
  await platform().api.post("/webhook/belongs-to-nobody", { ticker: "BTCUSDT" });
  const { api } = await admin();
  const mine = await api.get(`/api/admin/rejected-alerts?user_id=${user.id}`);
  assert.equal(mine.body.data.length, 1, mine.text);
  assert.equal(mine.body.data[0].code, "symbol_missing");
  const nobodys = await api.get("/api/admin/rejected-alerts?code=token_unknown");
  assert.ok(nobodys.body.data.length >= 1);
  for (const row of nobodys.body.data) assert.deepEqual([row.user_id, row.body], [null, ""]);
  assert.doesNotMatch(nobodys.text, /belongs-to-nobody/);
});

describe("users", () => {
  test("get another plan and quota, which counts at once", async () => {
    const user = await signUp(platform());
    const { api } = await admin();
    const found = await api.get(`/api/admin/users?email=${encodeURIComponent(user.email.toUpperCase())}`);
    assert.deepEqual(
      found.body.data.map((row: { id: string }) => row.id),
      [user.id],
    );
    const updated = await api.put(`/api/admin/users/${user.id}`, { plan_id: "pro", monthly_quota: 1 });
    assert.equal(updated.status, 200, updated.text);
    assert.deepEqual([updated.body.plan_id, updated.body.monthly_quota, updated.body.role], ["pro", 1, "trader"]);
    assert.equal((await user.alert({ ticker: "BTCUSDT", id: "a" })).status, 200);
    assert.equal((await user.alert({ ticker: "BTCUSDT", id: "b" })).status, 429);
    const cleared = await api.put(`/api/admin/users/${user.id}`, { monthly_quota: null });
    assert.deepEqual([cleared.body.plan_id, cleared.body.monthly_quota], ["pro", null]);
    assert.equal((await user.alert({ ticker: "BTCUSDT", id: "b" })).status, 200);
  });

  test("are locked out when disabled", async () => {
    const user = await signUp(platform());
    const { api } = await admin();
    await api.put(`/api/admin/users/${user.id}`, { status: "disabled" });
    const refreshed = await platform().api.post("/api/auth/refresh", { refresh_token: user.refreshToken });
    assert.deepEqual([refreshed.status, refreshed.body.code], [403, "account_disabled"]);
    const login = await platform().api.post("/api/auth/login", { email: user.email, password: user.password });
    assert.ok([401, 403].includes(login.status), login.text);
  });

  test("are not changed by what is wrong, and nobody locks themselves out", async () => {
    const user = await signUp(platform());
    const boss = await admin();
    for (const body of [
      { plan_id: "gold" },
      { role: "king" },
      { monthly_quota: -1 },
      { monthly_quota: 1.5 },
      { email: "other@example.com" },
    ]) {
      const answer = await boss.api.put(`/api/admin/users/${user.id}`, body);
      assert.equal(answer.status, 422, `${JSON.stringify(body)}: ${answer.text}`);
    }
    for (const body of [{ role: "trader" }, { status: "disabled" }]) {
      assert.equal((await boss.api.put(`/api/admin/users/${boss.id}`, body)).status, 409);
    }
    assert.equal((await boss.api.put(`/api/admin/users/${newId("usr")}`, { plan_id: "pro" })).status, 404);
    const [row] = await platform().query("SELECT plan_id, role, status FROM users WHERE id = ?", user.id);
    assert.deepEqual(row, { plan_id: "free", role: "trader", status: "active" });
  });
});

test("a rotation seals with the new key what the old one sealed, and leaves what it can't open", async () => {
  const { api } = await admin();
  const place = (user: TestUser, column: string) => ({
    tenant: user.id,
    table: "signal_configs",
    row: user.id,
    column,
  });
  const [user, unlucky, current] = [await signUp(platform()), await signUp(platform()), await signUp(platform())];
  const set = (owner: TestUser, column: string, value: string) =>
    platform().query(`UPDATE signal_configs SET ${column} = ? WHERE user_id = ?`, value, owner.id);
  await set(user, "sessionid_sealed", seal(oldKey, place(user, "sessionid_sealed"), "cookie"));
  await set(user, "sessionid_sign_sealed", seal(oldKey, place(user, "sessionid_sign_sealed"), "signature"));
  const lost = seal(lostKey, place(unlucky, "sessionid_sealed"), "gone");
  await set(unlucky, "sessionid_sealed", lost);
  await current.api.put("/api/config", { tv_sessionid_plain: "mine" });
  const connection = newId("con");
  const seat = (column: string) => ({ tenant: user.id, table: "tv_connections", row: connection, column });
  await platform().query(
    `INSERT INTO tv_connections (id, user_id, tv_user_id, username, status, since, cookies_at, checked_at, tried_at,
       sessionid_sealed, sessionid_sign_sealed, consent_version, consent_at, connected_at, created_at)
     VALUES (?, ?, 7, 'Jane', 'connected', 1, 1, 1, 1, ?, ?, '1', 1, 1, 1)`,
    connection,
    user.id,
    seal(oldKey, seat("sessionid_sealed"), "session"),
    seal(oldKey, seat("sessionid_sign_sealed"), "v3:sign"),
  );

  const first = await api.post("/api/admin/keys/rotate");
  assert.deepEqual(first.body, { rewrapped: 4, unreadable: 1, more: false }, first.text);
  const stored = async (owner: TestUser) =>
    (await platform().query<Record<string, string>>("SELECT * FROM signal_configs WHERE user_id = ?", owner.id))[0];
  const mine = await stored(user);
  assert.equal(open(newKey, place(user, "sessionid_sealed"), mine?.sessionid_sealed ?? ""), "cookie");
  assert.equal(open(newKey, place(user, "sessionid_sign_sealed"), mine?.sessionid_sign_sealed ?? ""), "signature");
  const [kept] = await platform().query<Record<string, string>>(
    "SELECT * FROM tv_connections WHERE id = ?",
    connection,
  );
  assert.equal(open(newKey, seat("sessionid_sealed"), kept?.sessionid_sealed ?? ""), "session");
  assert.equal(open(newKey, seat("sessionid_sign_sealed"), kept?.sessionid_sign_sealed ?? ""), "v3:sign");
  assert.equal((await stored(unlucky))?.sessionid_sealed, lost);
  const theirs = (await stored(current))?.sessionid_sealed ?? "";
  assert.equal(open(newKey, place(current, "sessionid_sealed"), theirs), "mine");

  assert.equal((await api.post("/api/admin/keys/rotate")).body.rewrapped, 0, "a second time there is nothing to do");
});
