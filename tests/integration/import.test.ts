// Coming from an older system: an export of ten thousand rows, imported twice and taken back; cookies, statuses, CSV.

import assert from "node:assert/strict";
import { createCipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { Api } from "../../scripts/import/api.ts";
import { type ImportOptions, type ImportReport, rollBack, runImport } from "../../scripts/import/run.ts";
import { unlimited } from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { TradingView, type TradingViewAccount } from "../support/tradingview.ts";
import { signUp, signUpAdmin, type TestUser } from "../support/users.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;
type Row = Record<string, unknown>;
type Tables = Record<string, Row[]>;

const platform = usePlatform();
const folder = mkdtempSync(path.join(os.tmpdir(), "pinewire-import-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let admin: TestUser;
let api: Api;

beforeEach(async () => {
  if (admin) return;
  await unlimited(platform());
  admin = await signUpAdmin(platform());
  api = new Api(platform().url, admin);
});

const pineId = () => `PUB;${randomBytes(16).toString("hex")}`;
const written = (name: string, content: string): string => {
  const file = path.join(folder, `${randomUUID()}-${name}`);
  writeFileSync(file, content);
  return file;
};
const asJson = (tables: Tables): string => written("export.json", JSON.stringify(tables));

function runWith(from: string, options: Partial<ImportOptions> = {}): Promise<ImportReport> {
  return runImport(api, { from, dryRun: false, owners: new Map(), ...options });
}

/** Sellers who are on TradingView, with scripts, assignments and logs: so many rows in all. */
async function bigExport(sellers: number, scripts: number, assignments: number, logs: number): Promise<Tables> {
  const profiles: Row[] = [];
  for (let index = 0; index < sellers; index += 1) {
    const account = await new TradingView(platform()).account();
    profiles.push({ id: randomUUID(), email: `old-${index}@example.com`, tradingview_username: account.username });
  }
  const tradingview_scripts = Array.from({ length: scripts }, (_, index) => ({
    id: randomUUID(),
    user_id: profiles[index % sellers]?.id,
    pine_id: pineId(),
    title: `Script ${index}`,
    likes: index,
    created_at: "2024-01-15 10:30:00.123+00",
  }));
  const words = ["assigned", "active", "expired", "revoked", "failed", "pending"];
  const script_assignments = Array.from({ length: assignments }, (_, index) => ({
    id: randomUUID(),
    script_id: tradingview_scripts[index % scripts]?.id,
    tradingview_username: `Old_${index}`,
    status: words[index % words.length],
    expires_at: index % 3 === 0 ? null : `2099-0${(index % 9) + 1}-01T00:00:00Z`,
    assigned_at: "2024-02-01T00:00:00Z",
    created_at: "2024-02-01T00:00:00Z",
  }));
  const assignment_logs = Array.from({ length: logs }, (_, index) => ({
    id: randomUUID(),
    assignment_id: script_assignments[index % assignments]?.id,
    action: "assign",
    status: index % 5 === 0 ? "failed" : "success",
    message: `line ${index}, "quoted"`,
    created_at: "2024-02-01T00:00:01Z",
  }));
  return { profiles, tradingview_scripts, script_assignments, assignment_logs };
}

/** Everything that is stored, but for what is about the import itself or only ever grows. */
async function everything(): Promise<Record<string, string>> {
  const tables = await platform().query<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'
     AND name NOT IN ('audit_log', 'sessions', 'refresh_tokens', 'metric_counters', 'd1_migrations') ORDER BY name`,
  );
  assert.ok(tables.length > 30);
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await platform().query(`SELECT * FROM "${name}"`);
    const lines = rows.map((row) => JSON.stringify(row)).sort();
    found[name] = `${rows.length} ${createHash("sha256").update(lines.join("\n")).digest("hex")}`;
  }
  return found;
}

const count = async (table: string): Promise<number> =>
  ((await platform().query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n ?? 0) as number;

/** Who a profile has become here. */
async function ownerOf(profile: Row | undefined): Promise<string> {
  const [row] = await platform().query<{ user_id: string }>(
    "SELECT user_id FROM external_identities WHERE provider = 'supabase' AND subject = ?",
    profile?.id,
  );
  assert.ok(row);
  return row.user_id;
}

test("ten thousand rows, imported twice: the second time changes nothing; taken back, nothing is left", async () => {
  const tables = await bigExport(10, 190, 4900, 4900);
  const from = asJson(tables);
  const before = await everything();

  const told = await runWith(from, { dryRun: true });
  const expected = {
    profile: { created: 10, existing: 0, refused: 0 },
    script: { created: 190, existing: 0, refused: 0 },
    assignment: { created: 4900, existing: 0, refused: 0 },
    log: { created: 4900, existing: 0, refused: 0 },
  };
  assert.deepEqual(told.counts, expected);
  assert.deepEqual(await everything(), before, "a dry run changes nothing");

  const first = await runWith(from);
  assert.deepEqual(first.counts, expected, JSON.stringify(first.refused.slice(0, 5)));
  assert.ok(first.import_id);
  assert.equal(await count("access_grants"), 4900);
  assert.equal(await count("assignment_logs"), 4900);
  const after = await everything();

  const second = await runWith(from);
  assert.equal(second.import_id, first.import_id, "the same export is the same import");
  assert.deepEqual(second.counts, expected, "and tells the same");
  const again = await everything();
  assert.deepEqual({ ...again, imports: "" }, { ...after, imports: "" });

  const files = path.join(folder, randomUUID());
  mkdirSync(files);
  for (const [name, rows] of Object.entries(tables)) writeFileSync(path.join(files, `${name}_rows.csv`), csv(rows));
  const asCsv = await runWith(files);
  assert.equal(asCsv.import_id, first.import_id, "also when it comes as CSV");
  assert.deepEqual({ ...(await everything()), imports: "" }, { ...after, imports: "" });

  const taken = await rollBack(api, first.import_id);
  assert.equal(taken.kept, 0);
  assert.deepEqual(await everything(), before, "no trace");
  const third = await runWith(from);
  assert.deepEqual(third.counts, expected, "and can be imported again");
  await rollBack(api, third.import_id as string);
  assert.deepEqual(await everything(), before);
});

function csv(rows: Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cell = (value: unknown) =>
    value === null || value === undefined ? "" : `"${String(value).replaceAll('"', '""')}"`;
  return `${[names.join(","), ...rows.map((row) => names.map((name) => cell(row[name])).join(","))].join("\r\n")}\r\n`;
}

describe("an import", () => {
  test("that is cut off goes on where it stopped", async () => {
    const from = asJson(await bigExport(1, 5, 600, 600));
    const broken = new Api(platform().url, admin);
    let calls = 0;
    const dying = Object.assign(Object.create(broken), {
      get: broken.get,
      post: (path: string, json?: unknown) => {
        calls += 1;
        if (calls > 5) throw new Error("the machine is switched off");
        return broken.post(path, json);
      },
    }) as Api;
    await assert.rejects(runImport(dying, { from, dryRun: false, owners: new Map() }), /switched off/);
    const partial = (await api.get("/api/admin/imports?limit=1")).data[0];
    assert.equal(partial.status, "running");
    const report = await runWith(from);
    assert.equal(report.import_id, partial.id);
    assert.deepEqual(
      [report.counts.assignment.created, report.counts.log.created, report.refused.length],
      [600, 600, 0],
    );
    const [lines] = await platform().query<{ n: number }>(
      "SELECT count(*) AS n FROM assignment_logs WHERE user_id = (SELECT owner_id FROM import_rows WHERE import_id = ? AND kind = 'profile')",
      report.import_id,
    );
    assert.equal(lines?.n, 600, "no line twice");
    const { status } = await api.get(`/api/admin/imports/${report.import_id}`);
    assert.equal(status, "completed");
  });

  test("puts every row where it belongs, with what it said", async () => {
    const account = await new TradingView(platform()).account();
    const profile = { id: randomUUID(), email: "a@example.com", tradingview_username: account.username.toUpperCase() };
    const script = {
      id: randomUUID(),
      user_id: profile.id,
      script_id: "abc",
      pine_id: pineId(),
      title: "Trend",
      image_url: "http://x/",
    };
    const assignment = (fields: Row) => ({ id: randomUUID(), script_id: script.id, ...fields });
    const assignments = [
      assignment({
        tradingview_username: "Ann",
        status: "assigned",
        expires_at: "2099-01-01 00:00:00+00",
        assigned_at: "2024-01-01",
      }),
      assignment({ tradingview_username: "Bob", status: "active" }),
      assignment({ tradingview_username: "Cem", status: "active", expires_at: "2020-01-01T00:00:00Z" }),
      assignment({
        tradingview_username: "Dot",
        status: "revoked",
        revoked_at: "2023-01-01T00:00:00Z",
        script_id: "abc",
      }),
      assignment({ tradingview_username: "Eve", status: "pending", script_id: script.pine_id }),
    ];
    const log = {
      id: randomUUID(),
      assignment_id: assignments[0]?.id,
      action: "assign",
      status: "success",
      message: "ok",
      created_at: "2024-01-01 10:00:00",
    };
    const report = await runWith(
      asJson({
        profiles: [profile, { id: randomUUID(), email: "buyer@example.com" }],
        tradingview_scripts: [script],
        script_assignments: assignments,
        assignment_logs: [log],
      }),
    );
    assert.deepEqual([report.skipped_profiles, report.refused], [1, []]);
    assert.deepEqual(report.notes.map((row) => row.note).sort(), [
      "it was not given yet: give it again",
      "the seller has to reconnect",
    ]);
    const owner = await ownerOf(profile);
    const grants = await platform().query<Json>(
      "SELECT * FROM access_grants WHERE user_id = ? ORDER BY username",
      owner,
    );
    assert.deepEqual(
      grants.map((grant: Json) => [grant.username, grant.status, grant.has_access, grant.source]),
      [
        ["Ann", "active", 1, "import"],
        ["Bob", "active", 1, "import"],
        ["Cem", "expired", 0, "import"],
        ["Dot", "revoked", 0, "import"],
        ["Eve", "failed", 0, "import"],
      ],
    );
    assert.equal(grants[0].expires_at, Date.parse("2099-01-01T00:00:00Z"));
    assert.equal(grants[0].granted_at, Date.parse("2024-01-01T00:00:00Z"));
    assert.ok(grants[0].next_notice_at, "its end will be told");
    assert.equal(grants[1].expires_at, null, "a lifetime");
    const [line] = await platform().query<Json>("SELECT * FROM assignment_logs WHERE grant_id = ?", grants[0].id);
    assert.deepEqual([line.kind, line.outcome, line.at], ["imported", "success", Date.parse("2024-01-01T10:00:00Z")]);
    assert.equal(JSON.parse(line.request).message, "ok");
    const [stored] = await platform().query<Json>("SELECT * FROM tradingview_scripts WHERE user_id = ?", owner);
    assert.deepEqual([stored.title, stored.image_url], ["Trend", null], "an address that is not https is left out");
    const [connection] = await platform().query<Json>("SELECT * FROM tv_connections WHERE user_id = ?", owner);
    assert.deepEqual(
      [connection.username, connection.status, connection.tv_user_id],
      [account.username, "disconnected", account.id],
    );
  });

  test("refuses rows that can't be taken over, one by one, and says why", async () => {
    const account = await new TradingView(platform()).account();
    const profile = { id: randomUUID(), tradingview_username: account.username };
    const lost = { id: randomUUID(), tradingview_username: "Nobody_At_All_9" };
    const good = { id: randomUUID(), user_id: profile.id, pine_id: pineId() };
    const scripts = [
      good,
      { id: "s1", user_id: profile.id, pine_id: "PUB;short" },
      { id: "s2", user_id: "stranger", pine_id: pineId() },
      { id: "s3", user_id: lost.id, pine_id: pineId() },
      { id: "s4", user_id: profile.id },
    ];
    const assignments = [
      { id: "a1", script_id: good.id, tradingview_username: "not a name", status: "active" },
      { id: "a2", script_id: "unknown", tradingview_username: "Ann", status: "active" },
      { id: "a3", script_id: good.id, tradingview_username: "Ann", status: "odd" },
      { id: "a4", script_id: good.id, status: "active" },
      { id: "a5", script_id: "s1", tradingview_username: "Ann", status: "active" },
      { id: "a6", script_id: good.id, tradingview_username: "Ann", status: "active" },
    ];
    const logs = [
      { id: "l1", assignment_id: "a2", created_at: "2024-01-01" },
      { id: "l2", assignment_id: "a6" },
    ];
    const report = await runWith(
      asJson({
        profiles: [profile, lost],
        tradingview_scripts: scripts,
        script_assignments: assignments,
        assignment_logs: logs,
      }),
    );
    assert.deepEqual(report.refused.map((row) => row.old_id).sort(), [
      "a1",
      "a2",
      "a3",
      "a4",
      "a5",
      "l1",
      "l2",
      "s1",
      "s2",
      "s3",
      "s4",
    ]);
    assert.ok(report.refused.every((row) => row.reason.length > 5));
    assert.deepEqual([report.counts.script.created, report.counts.assignment.created], [1, 1]);
    const kept = await api.get(`/api/admin/imports/${report.import_id}/rows?outcome=refused`);
    assert.deepEqual(
      kept.data.map((row: Json) => row.old_id).sort(),
      ["a1", "a5", "s1", "s3"],
      "those that were sent are on record",
    );
  });

  test("leaves what is there already as it is", async () => {
    const account = await new TradingView(platform()).account();
    const profile = { id: randomUUID(), tradingview_username: account.username };
    const script = { id: randomUUID(), user_id: profile.id, pine_id: pineId() };
    const one = {
      id: randomUUID(),
      script_id: script.id,
      tradingview_username: "Ann",
      status: "active",
      expires_at: "2099-01-01T00:00:00Z",
    };
    const first = await runWith(
      asJson({ profiles: [profile], tradingview_scripts: [script], script_assignments: [one] }),
    );
    const later = { ...one, expires_at: "2098-01-01T00:00:00Z" };
    const two = { id: randomUUID(), script_id: script.id, tradingview_username: "Bob", status: "active" };
    const second = await runWith(
      asJson({ profiles: [profile], tradingview_scripts: [script], script_assignments: [later, two] }),
    );
    assert.notEqual(second.import_id, first.import_id);
    assert.deepEqual(second.counts.assignment, { created: 1, existing: 1, refused: 0 });
    assert.deepEqual([second.counts.profile.existing, second.counts.script.existing], [1, 1]);
    const owner = await ownerOf(profile);
    const [ann] = await platform().query<Json>(
      "SELECT * FROM access_grants WHERE user_id = ? AND username = 'Ann'",
      owner,
    );
    assert.equal(ann.expires_at, Date.parse("2099-01-01T00:00:00Z"));
    await rollBack(api, second.import_id as string);
    const rest = await platform().query<Json>("SELECT username FROM access_grants WHERE user_id = ?", owner);
    assert.deepEqual(
      rest.map((grant: Json) => grant.username),
      ["Ann"],
      "only what that import has made is gone",
    );
  });

  test("that is taken back keeps what has been used since", async () => {
    const account = await new TradingView(platform()).account();
    const seller = await signUp(platform());
    const profile = { id: randomUUID(), tradingview_username: account.username };
    const script = { id: randomUUID(), user_id: profile.id, pine_id: pineId() };
    const rows = ["Ann", "Bob"].map((name) => ({
      id: randomUUID(),
      script_id: script.id,
      tradingview_username: name,
      status: "active",
    }));
    const report = await runWith(
      asJson({ profiles: [profile], tradingview_scripts: [script], script_assignments: rows }),
      {
        owners: new Map([[profile.id, seller.id]]),
      },
    );
    assert.deepEqual(report.counts.profile, { created: 0, existing: 1, refused: 0 });
    const { body } = await seller.api.get("/api/access?username=Ann");
    const extended = await seller.api.post(`/api/access/${body.data[0].id}/extend`, { duration: "1D" });
    assert.ok(extended.status < 300, extended.text);
    const { removed, kept } = await rollBack(api, report.import_id as string);
    assert.deepEqual([removed, kept], [1, 3], "Ann, her script and its connection stay");
    const left = await seller.api.get("/api/access");
    assert.deepEqual(
      left.body.data.map((grant: Json) => grant.username),
      ["Ann"],
    );
    assert.equal(
      (await seller.api.get("/api/auth/user")).status,
      200,
      "an account that was there before is not touched",
    );
  });

  test("is an admin's", async () => {
    const { api: stranger } = await signUp(platform());
    const source = createHash("sha256").update("x").digest("hex");
    assert.equal((await stranger.post("/api/admin/imports", { source })).status, 403);
    assert.equal((await platform().api.get("/api/admin/imports")).status, 401);
    assert.equal((await admin.api.post("/api/admin/imports", { source: "x" })).status, 422);
    await assert.rejects(
      runImport(new Api(platform().url, await signUp(platform())), {
        from: asJson({ profiles: [] }),
        dryRun: true,
        owners: new Map(),
      }),
      /is no admin/,
    );
    await assert.rejects(
      runImport(new Api(platform().url, { ...admin, password: "wrong" }), {
        from: asJson({ profiles: [] }),
        dryRun: true,
        owners: new Map(),
      }),
      /could not sign in/,
    );
    await assert.rejects(runWith(asJson({ other: [] })), /none of the tables/);
    await assert.rejects(runWith(path.join(folder, "nowhere")), /nothing at/);
    const { id } = await api.post("/api/admin/imports", { source });
    const send = (body: unknown) => admin.api.post(`/api/admin/imports/${id}/rows`, body);
    assert.equal(
      (await send({ logs: Array(201).fill({ id: "x", assignment_id: "y", at: "2024-01-01T00:00:00Z" }) })).status,
      422,
    );
    assert.equal(
      (
        await send({
          scripts: [{ id: "s", profile_id: "p", pine_id: "x" }],
          logs: [{ id: "x", assignment_id: "y", at: "2024-01-01T00:00:00Z" }],
        })
      ).status,
      422,
    );
    assert.equal((await send({ scripts: [{ id: "s" }] })).status, 422);
    await rollBack(api, id);
    assert.equal((await admin.api.get(`/api/admin/imports/${id}`)).status, 404);
  });
});

describe("cookies", () => {
  const key = "an-old-key-of-the-older-system";
  const seal = (text: string) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", createHash("sha256").update(key).digest(), nonce);
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64");
  };
  const profileOf = (account: TradingViewAccount) => ({
    id: randomUUID(),
    tradingview_username: account.username,
    tradingview_session_cookie: seal(account.sessionid),
    tradingview_signed_session_cookie: seal(account.sessionid_sign),
  });
  const consent = async () => (await admin.api.get("/api/connect")).body.consent.version as string;

  test("that still work are sealed anew and connect the seller", async () => {
    const account = await new TradingView(platform()).account();
    const profile = profileOf(account);
    const script = { id: randomUUID(), user_id: profile.id, pine_id: pineId() };
    const report = await runWith(asJson({ profiles: [profile], tradingview_scripts: [script] }), {
      key,
      consent: await consent(),
    });
    assert.deepEqual([report.notes, report.counts.script.created], [[], 1]);
    const owner = await ownerOf(profile);
    const [connection] = await platform().query<Json>("SELECT * FROM tv_connections WHERE user_id = ?", owner);
    assert.deepEqual([connection.status, connection.username], ["connected", account.username]);
    const stored = JSON.stringify(await everythingOf(owner));
    for (const secret of [account.sessionid, account.sessionid_sign, profile.tradingview_session_cookie]) {
      assert.ok(!stored.includes(secret));
      assert.ok(!platform().logs.some(({ message }) => message.includes(secret)));
    }
    await rollBack(api, report.import_id as string);
    assert.equal((await platform().query("SELECT 1 FROM users WHERE id = ?", owner)).length, 0);
  });

  test("that do not, whose key is wrong or missing, leave the seller to reconnect", async () => {
    const accounts = await Promise.all([1, 2, 3].map(() => new TradingView(platform()).account()));
    const [dead, other, without] = accounts.map(profileOf) as Row[] as [Row, Row, Row];
    await new TradingView(platform()).expire(accounts[0]?.sessionid as string);
    const version = await consent();
    const reports = [
      await runWith(asJson({ profiles: [dead] }), { key, consent: version }),
      await runWith(asJson({ profiles: [other] }), { key: "another key", consent: version }),
      await runWith(asJson({ profiles: [without] })),
    ];
    const notes = reports.map((report) => report.notes.map((row) => row.note).join("; "));
    assert.match(notes[0] as string, /does not accept the cookies: the seller has to reconnect/);
    assert.match(notes[1] as string, /the key does not open the cookies; the seller has to reconnect/);
    assert.match(notes[2] as string, /the seller has to reconnect/);
    for (const profile of [dead, other, without]) {
      const [row] = await platform().query<Json>(
        "SELECT status FROM tv_connections WHERE user_id = ?",
        await ownerOf(profile),
      );
      assert.equal(row.status, "disconnected");
    }
  });

  async function everythingOf(owner: string): Promise<unknown[]> {
    const connections = await platform().query("SELECT * FROM tv_connections WHERE user_id = ?", owner);
    return [connections, await platform().query("SELECT * FROM import_rows")];
  }
});
