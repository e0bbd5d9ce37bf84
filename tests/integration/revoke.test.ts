// The end of access: by request, one or many, and by time, told of before and verified after.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  createBuyers,
  createSharer,
  FAST,
  finished,
  give,
  grantOn,
  grantsOn,
  PATIENCE,
  type SharedScript,
  type Sharer,
  settled,
  steps,
  unlimited,
} from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { TradingView } from "../support/tradingview.ts";
import { signUp } from "../support/users.ts";
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

const script = (at = 0, of: Sharer = seller) => of.scripts[at] as SharedScript;

async function given(body: Record<string, unknown> = {}, of: Sharer = seller, at = 0): Promise<Json> {
  const [username] = await createBuyers(platform(), 1);
  return settled(of, (await give(of, { username, duration: "30D", ...body }, of.scripts[at])).id);
}

const events = async (of: Sharer, type: string): Promise<Json[]> => {
  const rows = await platform().query<{ data: string }>(
    "SELECT data FROM events WHERE user_id = ? AND type = ? ORDER BY created_at, id",
    of.user.id,
    type,
  );
  return rows.map((row) => JSON.parse(row.data));
};

/** The work of each minute, as if it were then. */
const minute = (at: Date) => platform().tick("pinewire-revoke", "* * * * *", at);
const later = (ms: number) => new Date(Date.now() + ms);

describe("DELETE /api/access/{id}", () => {
  test("ends access, once", async () => {
    const { id, username } = await given();
    const answer = await seller.api.delete(`/api/access/${id}`);
    assert.deepEqual([answer.status, answer.body.status], [202, "revoking"], answer.text);
    const grant = await settled(seller, id);
    assert.deepEqual([grant.status, grant.has_access, grant.expires_at], ["revoked", false, null]);
    assert.deepEqual(steps(grant).slice(1), ["remove applied"]);
    const there = await grantOn(platform(), script(), username);
    assert.deepEqual([there?.active, there?.removed], [false, 1]);
    const again = await seller.api.delete(`/api/access/${id}`);
    assert.deepEqual([again.status, again.body.open_changes], [200, 0], "there is nothing left to do");
    const [told] = (await events(seller, "access.revoked")).filter((event) => event.grant_id === id);
    assert.deepEqual([told.reason, told.username], ["revocation", username]);
  });

  test("asked twice before it is carried out is one change", async () => {
    const { id } = await given();
    await tradingView().fault({ path_prefix: "/pine_perm/remove/", latency_ms: 500, times: 1 });
    const answers = await Promise.all([1, 2].map(() => seller.api.delete(`/api/access/${id}`)));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [202, 202],
    );
    const third = await seller.api.delete(`/api/access/${id}`);
    assert.equal(third.status, 202);
    const grant = await settled(seller, id);
    assert.equal(grant.status, "revoked");
    assert.ok(grant.changes.filter((change: Json) => change.kind === "revoke").length <= 2);
  });

  test("whose answer is lost is looked up", async () => {
    const { id, username } = await given();
    await tradingView().fault({ path_prefix: "/pine_perm/remove/", status: 504, effect: "after", times: 1 });
    await seller.api.delete(`/api/access/${id}`);
    const grant = await settled(seller, id);
    assert.equal(grant.status, "revoked");
    assert.deepEqual(steps(grant).slice(1), ["remove unknown unavailable", "look_up none"]);
    assert.equal((await grantOn(platform(), script(), username))?.removed, 1);
  });

  test("and then given again begins anew", async () => {
    const { id, username } = await given();
    await seller.api.delete(`/api/access/${id}`);
    await settled(seller, id);
    const again = await settled(seller, (await give(seller, { username, duration: "2D" })).id);
    assert.deepEqual([again.id, again.status], [id, "active"]);
    assert.equal(Math.round((Date.parse(again.expires_at) - Date.parse(again.granted_at)) / DAY), 2);
  });
});

describe("POST /api/revocations", () => {
  test("ends named grants, all of a user, all of a script", async () => {
    const own = await createSharer(platform(), ["One", "Two"]);
    const usernames = await createBuyers(platform(), 6);
    const bulk = await own.api.post("/api/access/bulk", {
      usernames,
      scripts: own.scripts.map(({ id }) => id),
      duration: "30D",
    });
    await finished(own, bulk.body.id);
    const active = async (at: number) =>
      (await grantsOn(platform(), script(at, own)))
        .filter((grant) => grant.active)
        .map((grant) => grant.username)
        .sort();
    const end = async (body: unknown): Promise<Json> => {
      const answer = await own.api.post("/api/revocations", body);
      assert.equal(answer.status, 202, answer.text);
      assert.deepEqual([answer.body.kind, answer.body.has_more], ["revoke", false]);
      return finished(own, answer.body.id);
    };
    const { data } = (await own.api.get(`/api/access?script=${script(0, own).id}&username=${usernames[0]}`)).body;
    assert.equal((await end({ ids: [data[0].id] })).progress.succeeded, 1);
    assert.deepEqual(await active(0), usernames.slice(1).sort());
    assert.equal((await end({ username: usernames[1]?.toUpperCase() })).progress.succeeded, 2);
    assert.deepEqual(await active(1), usernames.filter((_, at) => at !== 1).sort());
    assert.equal((await end({ script_id: script(1, own).id })).progress.succeeded, 5);
    assert.deepEqual([await active(1), await active(0)], [[], usernames.slice(2).sort()]);
    const rows = (await own.api.get(`/api/access-jobs?limit=1`)).body.data;
    assert.equal(rows[0].kind, "revoke");
  });

  test("is refused when it names nothing, several things, or somebody else's", async () => {
    const { id } = await given();
    const stranger = await signUp(platform());
    assert.equal((await stranger.api.post("/api/revocations", { ids: [id] })).status, 404);
    assert.equal((await stranger.api.post("/api/revocations", { script_id: script().id })).status, 404);
    for (const body of [{}, { ids: [] }, { ids: [id], username: "jane" }, { username: "j e" }]) {
      assert.equal((await seller.api.post("/api/revocations", body)).status, 422, JSON.stringify(body));
    }
    assert.equal((await seller.api.get(`/api/access/${id}`)).body.status, "active", "and nothing was ended");
  });
});

describe("time", () => {
  test("that runs out is recorded, told, and verified on TradingView", async () => {
    const own = await createSharer(platform());
    const { id, username } = await given({ duration: undefined, expires_at: later(2_000).toISOString() }, own);
    await waitFor("the end", () => isOver(id), PATIENCE);
    await minute(new Date());
    const expired = (await own.api.get(`/api/access/${id}`)).body;
    assert.deepEqual([expired.status, expired.has_access], ["expired", false]);
    const told = await events(own, "access.revoked");
    assert.deepEqual(
      told.map((event) => [event.username, event.reason]),
      [[username, "expired"]],
    );
    await minute(new Date());
    assert.equal((await events(own, "access.revoked")).length, 1, "told once");
    await minute(later(10 * 60_000));
    const verified = (await own.api.get(`/api/access/${id}`)).body;
    assert.deepEqual(steps(verified).slice(-2), ["expired recorded", "verified ended"]);
    assert.equal(verified.drift, null);
    // Paying late pays for no time in the past.
    const { username: name } = verified;
    const again = await settled(own, (await give(own, { username: name, duration: "3D" })).id);
    assert.equal(Math.round((Date.parse(again.expires_at) - Date.now()) / DAY), 3);
  });

  test("that the seller gave by hand shows as a difference", async () => {
    const own = await createSharer(platform());
    const { id, username } = await given({ duration: undefined, expires_at: later(1_500).toISOString() }, own);
    await platform().api.post("/sandbox/tradingview/__sandbox/grants", {
      pine_id: script(0, own).pine_id,
      grants: [{ username, expiration: null }],
    });
    await waitFor("the end", () => isOver(id), PATIENCE);
    await minute(new Date());
    await minute(later(10 * 60_000));
    const grant = (await own.api.get(`/api/access/${id}`)).body;
    assert.deepEqual([grant.status, grant.drift], ["expired", "expiry_differs"]);
    assert.deepEqual(steps(grant).slice(-1), ["verified still_there"]);
  });

  test("that is running out is told of 7, 3 and 1 days before, each once", async () => {
    const own = await createSharer(platform());
    const month = await given({ duration: "30D" }, own);
    const short = await given({ duration: "2D" }, own);
    const ever = await given({ duration: "1L" }, own);
    const told = async () => (await events(own, "access.expiring")).map((event) => `${event.username} ${event.days}`);
    await minute(later(1.5 * DAY));
    assert.deepEqual(await told(), [`${short.username} 1`], "nobody is told 7 days of an access of 2");
    for (const days of [22.5, 23.5, 24, 26.9]) await minute(later(days * DAY));
    assert.deepEqual(await told(), [`${short.username} 1`, `${month.username} 7`]);
    await minute(later(27.5 * DAY));
    await minute(later(27.5 * DAY));
    await minute(later(29.5 * DAY));
    assert.deepEqual(await told(), [
      `${short.username} 1`,
      `${month.username} 7`,
      `${month.username} 3`,
      `${month.username} 1`,
    ]);
    assert.equal(ever.expires_at, "lifetime");
  });
});

/** Whether the access of this grant is over by its time. */
async function isOver(id: string): Promise<boolean> {
  const [row] = await platform().query<{ expires_at: number }>("SELECT expires_at FROM access_grants WHERE id = ?", id);
  return Date.now() > (row?.expires_at ?? 0);
}
