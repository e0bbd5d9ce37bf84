// Two tenants: whatever one of them sends to whatever endpoint there is, they see nothing of the other's and change
// nothing of it. The list of endpoints is the API's description, so that a new one can't be forgotten.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Client } from "../support/client.ts";
import { type Operation, operations } from "../support/description.ts";
import { type TestPlatform, usePlatform } from "../support/platform.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { connect, connectBody, TradingView } from "../support/tradingview.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();

/** Stands in everything of the victim's that could be shown. */
const MARK = "VICTIMS-OWN";

interface Victim {
  user: TestUser;
  signal: string;
  session: string;
  apiKey: string;
  deadLetter: string;
  script: string;
  syncRun: string;
  /** What would connect the victim's TradingView account. */
  cookies: Record<string, string>;
}

async function createVictim(): Promise<Victim> {
  const user = await signUp(platform(), { display_name: MARK });
  // Without a screenshot being taken meanwhile, nothing changes unless somebody changes it.
  await user.api.put("/api/config", { default_chart_id: "Victim00", screenshots_enabled: false });
  await user.alert({ ticker: "BTCUSDT", message: MARK, strategy: MARK, id: MARK });
  await user.alert({ message: MARK, price: 1 });
  const picture = `${user.id}/${MARK}.png`;
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  await bucket.put(picture, MARK);
  const [signal = ""] = await storeSignals(platform(), user, [
    { message: MARK, strategy: MARK, screenshot_status: "completed", screenshot_key: picture },
  ]);
  const scopes = ["signals:read", "signals:write"];
  const key = await user.api.post("/api/account/api-keys", { name: MARK, scopes });
  const sessions = await user.api.get("/api/account/sessions");
  const deadLetter = newId("dlq");
  await platform().query(
    `INSERT INTO dead_letters (id, topic, job_id, user_id, payload, error_code, error, attempts, created_at)
     VALUES (?, 'screenshots', ?, ?, ?, 'timeout', ?, 3, ?)`,
    deadLetter,
    newId("job"),
    user.id,
    JSON.stringify({ signal_id: signal }),
    MARK,
    Date.now(),
  );
  const selling = await createSales(user);
  return { user, signal, session: sessions.body.data[0].id, apiKey: key.body.id, deadLetter, ...selling };
}

/** What the victim has as a seller. */
async function createSales(user: TestUser): Promise<Pick<Victim, "script" | "syncRun" | "cookies">> {
  const tradingView = new TradingView(platform());
  const account = await tradingView.account({ username: `${MARK}-${user.id.slice(-8)}`, plan: MARK });
  await connect({ api: user.api, account });
  await tradingView.publish(account, [{ name: MARK, description: MARK }]);
  const { body: run } = await user.api.post("/api/sync");
  await waitFor("the sync", async () => (await user.api.get(`/api/sync/${run.id}`)).body.status === "completed");
  const { body: scripts } = await user.api.get("/api/scripts");
  return { script: scripts.data[0].id, syncRun: run.id, cookies: await connectBody(user.api, account) };
}

/** The victim's id for the parameter of a path. A new path has to be added here, or the test fails. */
function pathFor({ path }: Operation, victim: Victim): string {
  if (!path.includes("{")) return path;
  const ids: Record<string, string> = {
    "/api/signals/{id}": victim.signal,
    "/api/account/sessions/{id}": victim.session,
    "/api/account/api-keys/{id}": victim.apiKey,
    "/api/admin/users/{id}": victim.user.id,
    "/api/admin/dead-letters/{id}": victim.deadLetter,
    "/api/scripts/{id}": victim.script,
    "/api/sync/{id}": victim.syncRun,
  };
  const known = Object.entries(ids).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
  assert.ok(known, `say here which of the victim's ids ${path} takes`);
  return path.replace(/\{\w+\}/, known[1]);
}

/** What an attacker would send: well-formed, and naming the victim's things wherever something can be named. */
function bodyFor({ method, path }: Operation, victim: Victim): unknown {
  const bodies: Record<string, unknown> = {
    "PUT /api/signals/{id}": { result: "win", notes: "mine now" },
    "POST /api/signals/screenshots": { ids: [victim.signal] },
    "POST /api/config/test-alert": { ticker: "ETHUSDT" },
    "PUT /api/config": { default_chart_id: "Attack00" },
    "PUT /api/account/profile": { display_name: "attacker" },
    "POST /api/account/api-keys": { name: "mine", scopes: ["signals:read"] },
    "PUT /api/admin/users/{id}": { role: "admin", status: "disabled" },
    "POST /api/admin/dead-letters/redrive": { ids: [victim.deadLetter], dry_run: false },
    "POST /api/connect": victim.cookies,
    "POST /api/connect/test": { sessionid: victim.cookies.sessionid, sessionid_sign: victim.cookies.sessionid_sign },
    "PUT /api/scripts/{id}": { is_for_sale: true, price_reference: "mine" },
    "DELETE /api/account": { password: victim.user.password },
    "PUT /api/auth/password": { current_password: victim.user.password, new_password: "a new password of mine" },
    "POST /api/auth/password/reset": { token: "guessed", password: "a new password of mine" },
  };
  return bodies[`${method} ${path}`] ?? {};
}

/** Every row that belongs to a user, by table. */
async function rowsOf({ query }: TestPlatform, userId: string): Promise<Record<string, unknown[]>> {
  const tables = await query<{ name: string }>(
    `SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c ON c.name = 'user_id'
     WHERE m.type = 'table' ORDER BY m.name`,
  );
  assert.ok(tables.length >= 10);
  const rows: Record<string, unknown[]> = { users: await query("SELECT * FROM users WHERE id = ?", userId) };
  for (const { name } of tables) rows[name] = await query(`SELECT * FROM ${name} WHERE user_id = ?`, userId);
  return rows;
}

// The token in a webhook's address is itself the proof of who one is; sign-up and sign-in are for nobody in particular.
const withoutTenant = /^\/(webhook|health)|^\/api\/auth\/(signup|login|refresh|password\/forgot)$/;

const attacks = operations().filter(({ path }) => !withoutTenant.test(path));

async function attackAll(victim: Victim, attacker: () => Promise<Client>): Promise<void> {
  const { user, signal, session, apiKey, script, syncRun } = victim;
  const secrets = [MARK, user.id, user.email, signal, session, apiKey, script, syncRun];
  assert.ok(attacks.length > 40, "the description lists the API's operations");
  const before = await rowsOf(platform(), victim.user.id);
  for (const operation of attacks) {
    const what = `${operation.method} ${operation.path}`;
    const path = pathFor(operation, victim);
    const json = operation.hasBody ? bodyFor(operation, victim) : undefined;
    // The live stream never ends; how tenants are kept apart there is shown by its own tests.
    if (operation.path === "/api/signals/stream") continue;
    const answer: Answer = await (await attacker()).request(operation.method, path, { json });
    assert.notEqual(answer.status, 500, `${what}: ${answer.text}`);
    if (operation.path.includes("{")) {
      assert.ok([403, 404].includes(answer.status), `${what} answered ${answer.status}: ${answer.text}`);
    }
    const shown = secrets.filter((secret) => answer.text.includes(secret));
    assert.deepEqual(shown, [], `${what} shows what is the other's: ${answer.text}`);
    assert.deepEqual(await rowsOf(platform(), victim.user.id), before, `${what} changed what is the other's`);
  }
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  assert.equal(await (await bucket.get(`${victim.user.id}/${MARK}.png`))?.text(), MARK);
}

test("a signed-in user reaches nothing of another's", async () => {
  const victim = await createVictim();
  const attacker = await signUp(platform());
  await attackAll(victim, async () => {
    // Some of these operations end the attacker's own session.
    const { email, password } = attacker;
    const { status, body, text } = await platform().api.post("/api/auth/login", { email, password });
    assert.equal(status, 200, text);
    return platform().api.as(body.access_token);
  });
});

test("an API key with every scope reaches nothing of another's", async () => {
  const victim = await createVictim();
  const attacker = await signUp(platform());
  const scopes = ["signals", "config", "access"].flatMap((area) => [`${area}:read`, `${area}:write`]);
  scopes.push("stats:read");
  const { body } = await attacker.api.post("/api/account/api-keys", { name: "all", scopes });
  await attackAll(victim, async () => platform().api.as(body.key));
});
