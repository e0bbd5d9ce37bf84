// The audit log: everything that changes who may do what is in it, and a later change of it shows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlatform, type TestPlatform } from "../support/platform.ts";
import { signUp, signUpAdmin, type TestUser } from "../support/users.ts";

interface Entry {
  seq: number;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  subject_id: string | null;
  detail: Record<string, unknown>;
}

/** A platform of its own for each: what one test breaks must not show in another. */
async function withPlatform(run: (platform: TestPlatform, admin: TestUser) => Promise<void>): Promise<void> {
  const platform = await createPlatform();
  try {
    await run(platform, await signUpAdmin(platform));
  } finally {
    await platform.stop();
  }
}

const verify = async (admin: TestUser) => (await admin.api.post("/api/admin/audit/verify")).body;

async function change(admin: TestUser, user: TestUser, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await admin.api.put(`/api/admin/users/${user.id}`, { monthly_quota: i });
}

test("it tells who did what to whom, page by page", () =>
  withPlatform(async (platform, admin) => {
    const user = await signUp(platform);
    await change(admin, user, 3);
    await admin.api.put(`/api/admin/users/${user.id}`, { role: "seller", plan_id: "pro" });
    const entries: Entry[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await admin.api.get(`/api/admin/audit?subject_id=${user.id}&limit=2&cursor=${cursor}`);
      assert.equal(page.status, 200, page.text);
      entries.push(...page.body.data);
      cursor = page.body.next_cursor;
    }
    const updates = entries.filter(({ action }) => action === "user.update");
    assert.equal(updates.length, 4);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      entries.map(({ seq }) => seq).sort((a, b) => b - a),
      "the newest first",
    );
    const [newest] = updates;
    assert.deepEqual([newest?.actor_kind, newest?.actor_id], ["user", admin.id]);
    assert.deepEqual(newest?.detail, {
      plan_id: { from: "free", to: "pro" },
      role: { from: "trader", to: "seller" },
    });
    const unchanged = await admin.api.put(`/api/admin/users/${user.id}`, { role: "seller" });
    assert.equal(unchanged.status, 200);
    const after = await admin.api.get(`/api/admin/audit?subject_id=${user.id}`);
    assert.equal(after.body.data.filter(({ action }: Entry) => action === "user.update").length, 4);
  }));

test("writers at the same time make one chain without a fork or a gap", () =>
  withPlatform(async (platform, admin) => {
    const users = await Promise.all(Array.from({ length: 4 }, () => signUp(platform)));
    const answers = await Promise.all(
      users.flatMap((user) =>
        [1, 2, 3, 4, 5].map((n) => admin.api.put(`/api/admin/users/${user.id}`, { monthly_quota: 1000 * n })),
      ),
    );
    for (const { status, text } of answers) assert.equal(status, 200, text);
    const rows = await platform.query<{ seq: number; hash: string; prev_hash: string }>(
      "SELECT seq, hash, prev_hash FROM audit_log ORDER BY seq",
    );
    assert.deepEqual(
      rows.map(({ seq }) => seq),
      rows.map((_, index) => index + 1),
    );
    for (const [index, { prev_hash }] of rows.slice(1).entries()) assert.equal(prev_hash, rows[index]?.hash);
    const verdict = await verify(admin);
    assert.deepEqual([verdict.ok, verdict.checked, verdict.next_after], [true, rows.length, null]);
  }));

test("the database itself refuses to change or remove an entry", () =>
  withPlatform(async (platform, admin) => {
    await change(admin, await signUp(platform), 1);
    await assert.rejects(platform.query("UPDATE audit_log SET action = 'nothing'"), /append-only/);
    await assert.rejects(platform.query("DELETE FROM audit_log"), /append-only/);
    assert.equal((await verify(admin)).ok, true);
  }));

const tampering = {
  "an edited entry": { sql: "UPDATE audit_log SET detail = '{\"forged\":1}' WHERE seq = 3", firstBad: 3 },
  "another time": { sql: "UPDATE audit_log SET at = at - 1 WHERE seq = 2", firstBad: 2 },
  "another actor": { sql: "UPDATE audit_log SET actor_id = NULL WHERE seq = 4", firstBad: 4 },
  "a removed entry": { sql: "DELETE FROM audit_log WHERE seq = 2", firstBad: 2 },
  "the first entry removed": { sql: "DELETE FROM audit_log WHERE seq = 1", firstBad: 1 },
  "the end cut off": { sql: "DELETE FROM audit_log WHERE seq > 4", firstBad: 5 },
};

test("who gets past the database is found out by the chain", () =>
  withPlatform(async (platform, admin) => {
    await change(admin, await signUp(platform), 6);
    await platform.query("DROP TRIGGER audit_log_is_append_only_update");
    await platform.query("DROP TRIGGER audit_log_is_append_only_delete");
    await platform.query("CREATE TABLE kept AS SELECT * FROM audit_log");
    for (const [what, { sql, firstBad }] of Object.entries(tampering)) {
      await platform.query(sql);
      const verdict = await verify(admin);
      assert.deepEqual([verdict.ok, verdict.first_bad_seq], [false, firstBad], what);
      await platform.query("DELETE FROM audit_log");
      await platform.query("INSERT INTO audit_log SELECT * FROM kept");
      assert.equal((await verify(admin)).ok, true, "the log as it was");
    }
  }));
