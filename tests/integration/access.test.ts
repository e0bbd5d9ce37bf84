// Access to one script for one user: given, extended, replaced, looked up when an answer is lost, listed and exported.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  all,
  createBuyers,
  createSharer,
  FAST,
  finished,
  give,
  grantOn,
  PATIENCE,
  type Sharer,
  setLimits,
  settled,
  steps,
  unlimited,
} from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { connectBody, TradingView } from "../support/tradingview.ts";
import { signUp, signUpAdmin } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const platform = usePlatform({ vars: FAST });
const tradingView = () => new TradingView(platform());
const DAY = 86_400_000;
let seller: Sharer;

beforeEach(async () => {
  await tradingView().clearFaults();
  if (seller) return;
  await unlimited(platform());
  seller = await createSharer(platform(), ["Trend Compass", "Swing Engine"]);
});

const buyer = async (): Promise<string> => (await createBuyers(platform(), 1))[0] as string;
const change = (id: string, what: string, body: Record<string, unknown> = {}) =>
  seller.api.post(`/api/access/${id}/${what}`, body);
const days = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** Gives access and waits until it is there. */
async function given(body: Record<string, unknown>, script = seller.scripts[0]): Promise<Json> {
  return settled(seller, (await give(seller, body, script)).id);
}

describe("giving access", () => {
  test("for a while, written down before and after the request", async () => {
    const username = await buyer();
    const asked = await give(seller, { username, duration: "30D" });
    assert.deepEqual([asked.status, asked.has_access, asked.open_changes], ["pending", false, 1]);
    const grant = await settled(seller, asked.id);
    assert.deepEqual([grant.status, grant.has_access, grant.failure], ["active", true, null]);
    assert.equal(days(grant.granted_at, grant.expires_at), 30);
    assert.equal(grant.paid_until, grant.expires_at);
    const [line] = grant.log.filter((line: Json) => line.kind === "add");
    assert.deepEqual(steps(grant), ["add applied"]);
    assert.equal(line.request.username, username);
    assert.deepEqual([line.status, line.change_id], [201, grant.changes[0].id]);
    assert.ok(line.latency_ms >= 0);
    assert.deepEqual([grant.changes[0].status, grant.changes[0].effect], ["done", "applied"]);
    const there = await grantOn(platform(), seller.scripts[0] as never, username);
    assert.equal(Date.parse(there?.expiration ?? ""), Date.parse(grant.expires_at));
    assert.equal(there?.added, 1);
  });

  test("for a lifetime, and until an exact time", async () => {
    const [one, other] = await createBuyers(platform(), 2);
    const lifetime = await given({ username: one, duration: "1L" });
    assert.deepEqual([lifetime.expires_at, lifetime.paid_until], ["lifetime", "lifetime"]);
    assert.equal((await grantOn(platform(), seller.scripts[0] as never, one as string))?.expiration, null);
    const expires_at = new Date(Date.now() + 10 * DAY).toISOString();
    assert.equal((await given({ username: other, expires_at })).expires_at, expires_at);
  });

  test("in another spelling finds the exact one", async () => {
    const username = await buyer();
    const grant = await given({ username: ` @${username.toUpperCase()} `, duration: "7D" });
    assert.equal(grant.username, username);
    assert.equal((await grantOn(platform(), seller.scripts[0] as never, username))?.added, 1);
    const again = await given({ username: username.toLowerCase(), duration: "7D" });
    assert.equal(again.id, grant.id, "it is the same grant");
  });

  test("to nobody is refused, and while TradingView can't say it fails by itself", async () => {
    const nobody = { script_id: seller.scripts[0]?.id, username: "Nobody_has_this_name", duration: "7D" };
    const refused = await seller.api.post("/api/access", nobody);
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, "username"]);
    await tradingView().fault({ path_prefix: "/username_hint/", status: 503, times: 1 });
    const grant = await settled(seller, (await give(seller, { username: "Nobody_else", duration: "7D" })).id);
    assert.deepEqual([grant.status, grant.failure], ["failed", "user_not_found"]);
    assert.match(grant.reason, /exact username/);
    assert.deepEqual(steps(grant), ["add refused user_not_found", "hint none"]);
  });

  test("is refused with what is wrong", async () => {
    const username = await buyer();
    const script_id = seller.scripts[0]?.id;
    const past = new Date(Date.now() - DAY).toISOString();
    for (const [body, field] of [
      [{ username, script_id }, "duration"],
      [{ username, script_id, duration: "7X" }, "duration"],
      [{ username, script_id, duration: "9999Y" }, "duration"],
      [{ username, script_id, duration: "7D", expires_at: new Date().toISOString() }, "expires_at"],
      [{ username, script_id, expires_at: past }, "expires_at"],
      [{ username, script_id, duration: "1L", trial: true }, "duration"],
      [{ username: "jane doe", script_id, duration: "7D" }, "username"],
      [{ username: "jane@example.com", script_id, duration: "7D" }, "username"],
      [{ username, script_id: "scr_none", duration: "7D" }, "script_id"],
    ] as const) {
      const { status, body: answer, text } = await seller.api.post("/api/access", body);
      assert.deepEqual([status, answer.errors?.[0].field], [422, field], text);
    }
    assert.equal((await all(seller.api, `/api/access?username=${username}`)).length, 0, "nothing was written down");
  });

  test("with an Idempotency-Key is done once", async () => {
    const username = await buyer();
    const body = { script_id: seller.scripts[0]?.id, username, duration: "30D" };
    const headers = { "idempotency-key": `give-${username}` };
    const first = await seller.api.post("/api/access", body, { headers });
    const second = await seller.api.post("/api/access", body, { headers });
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.equal(second.headers.get("idempotency-replayed"), "true");
    const grant = await settled(seller, first.body.id);
    assert.equal(grant.changes.length, 1);
    assert.equal(days(grant.granted_at, grant.expires_at), 30);
  });

  test("takes the script's default duration", async () => {
    const script = seller.scripts[1] as NonNullable<(typeof seller.scripts)[1]>;
    await platform().query("UPDATE tradingview_scripts SET default_duration = '3D' WHERE id = ?", script.id);
    const grant = await given({ username: await buyer() }, script);
    assert.equal(days(grant.granted_at, grant.expires_at), 3);
  });
});

describe("changing access", () => {
  test("extends from the present end, replaces, makes it a lifetime", async () => {
    const username = await buyer();
    const { id, granted_at } = await given({ username, duration: "10D" });
    assert.equal((await change(id, "extend", { duration: "5D" })).status, 202);
    let grant = await settled(seller, id);
    assert.equal(days(granted_at, grant.expires_at), 15);
    const expires_at = new Date(Date.now() + 2 * DAY).toISOString();
    assert.equal((await change(id, "replace", { expires_at })).status, 202);
    grant = await settled(seller, id);
    assert.equal(grant.expires_at, expires_at);
    assert.equal((await change(id, "lifetime")).status, 202);
    grant = await settled(seller, id);
    assert.equal(grant.expires_at, "lifetime");
    const there = await grantOn(platform(), seller.scripts[0] as never, username);
    assert.deepEqual([there?.expiration, there?.added, there?.modified], [null, 1, 3]);
  });

  test("never cuts time that the seller gave by hand", async () => {
    const username = await buyer();
    const { id } = await given({ username, duration: "10D" });
    const byHand = new Date(Date.now() + 100 * DAY).toISOString();
    const { pine_id } = seller.scripts[0] as { pine_id: string };
    await platform().api.post("/sandbox/tradingview/__sandbox/grants", {
      pine_id,
      grants: [{ username, expiration: byHand }],
    });
    await change(id, "extend", { duration: "5D" });
    const grant = await settled(seller, id);
    assert.equal(days(byHand, grant.expires_at), 5);
  });

  test("one after the other, as they were wanted", async () => {
    const username = await buyer();
    const { id } = await give(seller, { username, duration: "10D" });
    await Promise.all(Array.from({ length: 5 }, () => change(id, "extend", { duration: "1D" })));
    const grant = await settled(seller, id);
    assert.equal(days(grant.granted_at, grant.expires_at), 15);
    assert.equal((await grantOn(platform(), seller.scripts[0] as never, username))?.added, 1);
  });

  test("gives a trial to newcomers only", async () => {
    const username = await buyer();
    const grant = await given({ username, duration: "3D", trial: true });
    assert.equal(days(grant.granted_at, grant.expires_at), 3);
    const refused = await change(grant.id, "trial", { duration: "3D" });
    assert.equal(refused.status, 409);
    const again = await settled(seller, (await give(seller, { username, duration: "3D", trial: true })).id);
    assert.deepEqual([again.status, again.failure], ["active", "trial_used"], "what was there stays");
    assert.equal(again.expires_at, grant.expires_at);
  });

  test("of a foreign or unknown grant is not found", async () => {
    const { id } = await given({ username: await buyer(), duration: "10D" });
    const stranger = await signUp(platform());
    const calls: [string, string, unknown][] = [
      ["GET", `/api/access/${id}`, undefined],
      ["POST", `/api/access/${id}/extend`, { duration: "1D" }],
      ["POST", `/api/access/${id}/replace`, { expires_at: new Date(Date.now() + DAY).toISOString() }],
      ["POST", `/api/access/${id}/lifetime`, {}],
      ["POST", `/api/access/${id}/trial`, { duration: "1D" }],
      ["DELETE", `/api/access/${id}`, undefined],
    ];
    for (const [method, path, json] of calls) {
      assert.equal((await stranger.api.request(method, path, { json })).status, 404, `${method} ${path}`);
      assert.equal((await platform().api.request(method, path, { json })).status, 401, `${method} ${path}`);
    }
    const foreign = { script_id: seller.scripts[0]?.id, username: "jane", duration: "1D" };
    assert.equal((await stranger.api.post("/api/access", foreign)).status, 422);
  });
});

describe("TradingView in trouble", () => {
  test("an answer that is lost after the effect is looked up and not repeated", async () => {
    const username = await buyer();
    await tradingView().fault({ path_prefix: "/pine_perm/add/", status: 502, effect: "after", times: 1 });
    const grant = await given({ username, duration: "30D" });
    assert.deepEqual([grant.status, grant.changes[0].effect], ["active", "confirmed"]);
    assert.deepEqual(steps(grant), ["add unknown unavailable", "look_up found"]);
    const there = await grantOn(platform(), seller.scripts[0] as never, username);
    assert.deepEqual([there?.added, there?.modified], [1, 0]);
  });

  test("an answer that is lost before the effect is looked up and then repeated", async () => {
    const username = await buyer();
    await tradingView().fault({ path_prefix: "/pine_perm/add/", status: 500, effect: "before", times: 1 });
    const grant = await given({ username, duration: "30D" });
    assert.deepEqual(steps(grant), ["add unknown unavailable", "look_up none", "add applied"]);
    assert.equal((await grantOn(platform(), seller.scripts[0] as never, username))?.added, 1);
  });

  test("a refusal of one too many is waited out", async () => {
    const username = await buyer();
    await tradingView().fault({ path_prefix: "/pine_perm/add/", status: 429, times: 2 });
    const grant = await given({ username, duration: "30D" });
    assert.deepEqual(steps(grant), ["add not_applied rate_limited", "add not_applied rate_limited", "add applied"]);
  });

  test("the limits of TradingView are kept to", async () => {
    await setLimits(platform(), { burst: 3, per_second: 20 });
    try {
      const usernames = await createBuyers(platform(), 12);
      const job = await seller.api.post("/api/access/bulk", {
        usernames,
        scripts: [seller.scripts[0]?.id],
        duration: "7D",
      });
      assert.equal(job.status, 202, job.text);
      assert.equal((await finished(seller, job.body.id)).progress.succeeded, 12);
    } finally {
      await unlimited(platform());
    }
  });

  test("dead cookies pause the work, and a reconnect goes on with it", async () => {
    const own = await createSharer(platform());
    const username = await buyer();
    await tradingView().expire(own.account.sessionid);
    const { id } = await give(own, { username, duration: "30D" });
    await waitFor(
      "the connection to be found dead",
      async () => (await own.api.get("/api/connect")).body.connection.status === "dead",
      PATIENCE,
    );
    const paused = (await own.api.get(`/api/access/${id}`)).body;
    assert.deepEqual([paused.status, paused.open_changes], ["pending", 1], "it waits, it has not failed");
    const account = await tradingView().signInAgain(own.account);
    const again = await own.api.post("/api/connect", await connectBody(own.api, account));
    assert.ok(again.status < 300, again.text);
    const grant = await settled(own, id);
    assert.equal(grant.status, "active");
    assert.deepEqual(steps(grant), ["add dead_session session_dead", "add applied"]);
    assert.equal((await grantOn(platform(), own.scripts[0] as never, username))?.added, 1);
  });

  test("what is tried in vain becomes a dead letter that can be redriven, and nothing is given twice", async () => {
    const own = await createSharer(platform());
    const username = await buyer();
    await tradingView().fault({ path_prefix: "/pine_perm/add/", status: 500, effect: "after", times: 1 });
    await tradingView().fault({ path_prefix: "/pine_perm/list_users/", status: 404, body: "gone", times: 1 });
    const { id } = await give(own, { username, duration: "30D" });
    const failed = await settled(own, id);
    assert.deepEqual([failed.status, failed.changes[0].is_unsure], ["failed", true]);
    assert.deepEqual(steps(failed), ["add unknown unavailable", "look_up failed endpoint_gone"]);
    const [letter] = await platform().query<Json>(
      "SELECT * FROM dead_letters WHERE topic = 'access' AND user_id = ?",
      own.user.id,
    );
    assert.equal(letter.error_code, failed.failure);
    await tradingView().clearFaults();
    const admin = await signUpAdmin(platform());
    const redriven = await admin.api.post("/api/admin/dead-letters/redrive", { ids: [letter.id], dry_run: false });
    assert.deepEqual([redriven.status, redriven.body.redriven], [200, 1], redriven.text);
    const grant = await waitFor(
      "the redriven change",
      async () => {
        const { body } = await own.api.get(`/api/access/${id}`);
        return body.status === "active" ? body : undefined;
      },
      PATIENCE,
    );
    const there = await grantOn(platform(), own.scripts[0] as never, username);
    assert.deepEqual([there?.added, there?.modified], [1, 0]);
    assert.equal(Date.parse(there?.expiration ?? ""), Date.parse(grant.expires_at));
  });

  test("no secret is logged", async () => {
    const { sessionid, sessionid_sign } = seller.account;
    const rows = await platform().query<Json>("SELECT * FROM assignment_logs");
    assert.ok(rows.length > 0);
    for (const text of [JSON.stringify(rows), ...platform().logs.map((log) => log.message)]) {
      assert.ok(!text.includes(sessionid) && !text.includes(sessionid_sign));
    }
  });
});

describe("the books", () => {
  test("are listed by status, script, user, end and drift, page by page", async () => {
    const own = await createSharer(platform(), ["One", "Two"]);
    const usernames = await createBuyers(platform(), 5);
    const soon = await settled(own, (await give(own, { username: usernames[0], duration: "2D" })).id);
    const later = await settled(own, (await give(own, { username: usernames[1], duration: "5D" })).id);
    for (const username of usernames.slice(2)) {
      await settled(own, (await give(own, { username, duration: "40D" }, own.scripts[1])).id);
    }
    const ids = async (query: string) => (await all(own.api, `/api/access${query}`)).map((grant) => grant.id);
    assert.equal((await ids("")).length, 5);
    assert.deepEqual(await ids("?expiring_within_days=7"), [soon.id, later.id]);
    assert.deepEqual(await ids(`?username=${usernames[0]?.toUpperCase()}`), [soon.id]);
    assert.equal((await ids(`?script=${own.scripts[1]?.id}`)).length, 3);
    assert.equal((await ids("?status=active")).length, 5);
    assert.equal((await ids("?status=failed")).length, 0);
    assert.deepEqual(await ids("?drift=any"), []);
    const pages: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await own.api.get(`/api/access?limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(...body.data.map((grant: Json) => grant.id));
      if (!body.next_cursor) break;
      cursor = body.next_cursor;
    }
    assert.deepEqual(pages, await ids(""));
    for (const [field, value] of [
      ["status", "gone"],
      ["drift", "much"],
      ["expiring_within_days", "0"],
      ["expiring_within_days", "many"],
      ["username", "no name"],
      ["cursor", "x"],
      ["limit", "x"],
      ["limit", "1&limit=2"],
    ]) {
      const refused = await own.api.get(`/api/access?${field}=${value}`);
      assert.deepEqual([refused.status, refused.body.errors?.[0]?.field], [422, field], value);
    }
  });

  test("are exported without formulas", async () => {
    const own = await createSharer(platform(), ["=HYPERLINK(1)"]);
    const username = await buyer();
    await settled(own, (await give(own, { username, duration: "1L" })).id);
    const file = await own.api.get("/api/access/export.csv");
    assert.equal(file.status, 200);
    assert.match(file.headers.get("content-type") ?? "", /text\/csv/);
    const [header, row] = file.text.split("\r\n");
    assert.match(header ?? "", /^id,username,script/);
    assert.match(row ?? "", new RegExp(`,${username},"?'=HYPERLINK`));
    assert.match(row ?? "", /,active,true,lifetime,/);
  });
});

describe("GET /api/users/validate/{name}", () => {
  test("tells the exact spelling and remembers it", async () => {
    const username = await buyer();
    await tradingView().clearCalls();
    for (const name of [username.toLowerCase(), username.toUpperCase()]) {
      const { status, body } = await seller.api.get(`/api/users/validate/${name}`);
      assert.equal(status, 200);
      assert.deepEqual([body.exists, body.username, body.name], [true, username, name]);
    }
    assert.equal((await tradingView().calls("/username_hint/")).length, 1);
    const nobody = await seller.api.get("/api/users/validate/No_such_person");
    assert.deepEqual([nobody.body.exists, nobody.body.username], [false, null]);
    assert.equal((await seller.api.get("/api/users/validate/jane%20doe")).status, 422);
    await tradingView().fault({ path_prefix: "/username_hint/", status: 503, times: 1 });
    assert.equal((await seller.api.get("/api/users/validate/Somebody_new")).status, 503);
  });
});
