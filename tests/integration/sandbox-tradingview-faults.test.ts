// How TradingView's stand-in fails: on demand, when it is asked too often, and when cookies age.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { type Account, newCookies, TradingViewClient } from "../support/tradingview-client.ts";

const platform = usePlatform();
let tv: TradingViewClient;
let seller: Account;
let pineId: string;

beforeEach(async () => {
  tv = new TradingViewClient(platform().url);
  await tv.reset();
  seller = await tv.account();
  [pineId = ""] = await tv.addScripts(seller.username, { name: "Trend" });
});

const add = (username_recip: string, cookies = seller) =>
  tv.post("/pine_perm/add/", { pine_id: pineId, username_recip }, { cookies });
const list = (query = "") => tv.post(`/pine_perm/list_users/${query}`, { pine_id: pineId }, { cookies: seller });
const granted = async () => (await tv.grants(pineId)).map(({ username }) => username);

describe("faults", () => {
  test("before the effect nothing is granted; after it only the answer is lost", async () => {
    await tv.fault({ path_prefix: "/pine_perm/add/", status: 502 });
    assert.equal((await add("bob_fx")).status, 502);
    assert.deepEqual(await granted(), []);
    await tv.fault({ path_prefix: "/pine_perm/add/", status: 502, effect: "after" });
    assert.equal((await add("bob_fx")).status, 502);
    assert.deepEqual(await granted(), ["bob_fx"]);
    assert.deepEqual((await add("bob_fx")).body, { status: "exists" });
  });

  test("an answer that comes too late is one that nobody waits for, before the effect or after it", async () => {
    const impatient = (username: string) =>
      fetch(`${platform().url}/sandbox/tradingview/pine_perm/add/`, {
        method: "POST",
        headers: {
          origin: "https://www.tradingview.com",
          cookie: `sessionid=${seller.sessionid}; sessionid_sign=${seller.sessionid_sign}`,
        },
        body: new URLSearchParams({ pine_id: pineId, username_recip: username }),
        signal: AbortSignal.timeout(1_000),
      });
    await tv.fault({ path_prefix: "/pine_perm/add/", latency_ms: 30_000, status: 504 });
    await assert.rejects(impatient("bob_fx"), /timeout/);
    await tv.fault({ path_prefix: "/pine_perm/add/", latency_ms: 30_000, status: 504, effect: "after" });
    await assert.rejects(impatient("AliceTrades"), /timeout/);
    assert.deepEqual(await granted(), ["AliceTrades"]);
    const calls = await tv.calls("/pine_perm/add/");
    assert.deepEqual(
      calls.map(({ username, status }) => [username, status]),
      [
        ["bob_fx", null],
        ["AliceTrades", null],
      ],
      "both are known, though neither was answered",
    );
  });

  test("cookies that die for some calls are refused as dead ones are", async () => {
    await tv.fault({ path_prefix: "/pine_perm/", cookies: "expired", times: 2 });
    for (let call = 0; call < 2; call++) {
      const { status, body } = await add("bob_fx");
      assert.deepEqual([status, body.code], [401, "login_required"]);
    }
    assert.equal((await add("bob_fx")).status, 201);
  });

  test("the page for those who are signed out can come in place of any answer", async () => {
    await tv.fault({ path_prefix: "/pine_perm/add/", answer: "signed_out_page" });
    const { status, text, headers } = await add("bob_fx");
    assert.equal(status, 200);
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    assert.match(text, /<html[^>]* class="is-not-authenticated"/);
    assert.deepEqual(await granted(), []);
    await tv.fault({ path_prefix: "/pine_perm/add/", answer: "signed_out_page", effect: "after" });
    await add("bob_fx");
    assert.deepEqual(await granted(), ["bob_fx"]);
  });

  test("half a list is cut, or does not say whether it goes on", async () => {
    await tv.control("POST", "grants", { pine_id: pineId, grants: [{ username: "a" }, { username: "b" }] });
    await tv.fault({ path_prefix: "/pine_perm/list_users/", answer: "without_next" });
    const open = await list("?limit=1");
    assert.equal(open.status, 200);
    assert.equal(open.body.results.length, 1);
    assert.ok(!("next" in open.body));
    await tv.fault({ path_prefix: "/pine_perm/list_users/", answer: "cut" });
    const cut = await list();
    assert.equal(cut.status, 200);
    assert.ok(cut.text.startsWith('{"results"') && cut.body === undefined, cut.text);
    assert.equal((await list()).body.results.length, 2);
  });

  test("bursts of refusals come again every so many calls, as often as asked", async () => {
    await tv.fault({ path_prefix: "/pine_perm/", status: 429, every: 4, in_a_row: 2, times: 4 });
    const statuses: number[] = [];
    for (let call = 0; call < 12; call++) statuses.push((await list()).status);
    assert.deepEqual(statuses, [200, 200, 429, 429, 200, 200, 429, 429, 200, 200, 200, 200]);
    const { data } = await tv.control("GET", "faults");
    assert.deepEqual(data, []);
  });

  test("a refusal can say how long to wait", async () => {
    await tv.fault({ path_prefix: "/pine_perm/", status: 429, retry_after_s: 7 });
    assert.equal((await list()).headers.get("retry-after"), "7");
  });

  test("other hosts of TradingView's fail too", async () => {
    await tv.fault({ path_prefix: "/pine-facade/", status: 500 });
    const get = () => tv.facade("/pine-facade/list?filter=published", { cookies: seller });
    assert.equal((await get()).status, 500);
    assert.equal((await get()).status, 200);
  });

  test("the console sets, lists and clears them with those of the other vendors", async () => {
    const { api } = platform();
    assert.equal((await api.post("/sandbox/faults", { vendor: "tradingview", status: 500 })).status, 201);
    assert.equal((await api.post("/sandbox/faults", { vendor: "resend", status: 500 })).status, 201);
    const vendors = (await api.get("/sandbox/faults")).body.data.map(({ vendor }: { vendor: string }) => vendor);
    assert.deepEqual(vendors.toSorted(), ["resend", "tradingview"]);
    assert.match((await api.get("/sandbox/")).text, /tradingview/);
    assert.equal((await list()).status, 500);
    await tv.fault({ status: 500 });
    assert.equal((await api.delete("/sandbox/faults")).status, 204);
    assert.deepEqual((await api.get("/sandbox/faults")).body.data, []);
    assert.equal((await list()).status, 200);
  });
});

describe("limits", () => {
  const parallel = async (count: number, cookies = seller) => {
    const answers = await Promise.all(Array.from({ length: count }, () => tv.get("/tvcoins/details/", { cookies })));
    return answers.map(({ status }) => status);
  };

  test("a burst is refused from the thirteenth call on, without a word on how long to wait", async () => {
    await tv.control("DELETE", "limits");
    const { body } = { body: await tv.control("GET", "limits") };
    assert.deepEqual(body, { burst: 12, interval_ms: 250, retry_after_s: null });
    await tv.control("POST", "limits", { burst: 12, interval_ms: 3_600_000 });
    const statuses = await parallel(20);
    assert.equal(statuses.filter((status) => status === 200).length, 12);
    assert.equal(statuses.filter((status) => status === 429).length, 8);
    assert.equal((await add("bob_fx")).status, 429);
    assert.equal((await add("bob_fx")).headers.get("retry-after"), null);
    assert.deepEqual(await granted(), []);
  });

  test("are each caller's own, and no page counts against them", async () => {
    await tv.control("POST", "limits", { burst: 1, interval_ms: 3_600_000 });
    const other = await tv.account();
    assert.deepEqual(await parallel(1), [200]);
    assert.deepEqual(await parallel(1), [429]);
    assert.deepEqual(await parallel(1, other), [200]);
    for (let page = 0; page < 3; page++) assert.equal((await tv.get("/", { cookies: seller })).status, 200);
  });

  test("end when time has passed", async () => {
    await tv.control("POST", "limits", { burst: 1, interval_ms: 300, retry_after_s: 1 });
    assert.deepEqual(await parallel(1), [200]);
    const refused = await tv.get("/tvcoins/details/", { cookies: seller });
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "1"]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    assert.deepEqual(await parallel(1), [200]);
  });

  test("that make no sense are refused", async () => {
    for (const limits of [{ burst: 0, per_second: 1 }, { burst: 1 }, { burst: 1, per_second: 1, interval_ms: 1 }, {}]) {
      await assert.rejects(tv.control("POST", "limits", limits), /422/);
    }
  });
});

describe("cookies", () => {
  const rotate = (every_calls: number, grace_ms?: number) => tv.control("POST", "rotation", { every_calls, grace_ms });
  const visit = (cookies: { sessionid: string; sessionid_sign: string }) => tv.get("/tvcoins/details/", { cookies });

  test("are not replaced unless it is asked for", async () => {
    for (let call = 0; call < 5; call++) assert.deepEqual((await visit(seller)).headers.getSetCookie(), []);
  });

  test("are replaced after some calls; the old pair works on for a while and leads to the same new one", async () => {
    await rotate(3);
    for (let call = 0; call < 2; call++) assert.deepEqual((await visit(seller)).headers.getSetCookie(), []);
    const third = await visit(seller);
    assert.equal(third.status, 200);
    const pair = newCookies(third.headers);
    assert.notEqual(pair.sessionid, seller.sessionid);
    const late = await visit(seller);
    assert.equal(late.status, 200);
    assert.deepEqual(newCookies(late.headers), pair);
    assert.match((await tv.get("/", { cookies: pair })).text, new RegExp(`"username":"${seller.username}"`));
  });

  test("that were replaced are dead after a while", async () => {
    await rotate(1, 300);
    const { sessionid, sessionid_sign } = newCookies((await visit(seller)).headers);
    await rotate(0, 300);
    assert.equal((await visit(seller)).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 350));
    assert.equal((await visit(seller)).status, 403);
    assert.equal((await visit({ sessionid, sessionid_sign })).status, 200);
  });

  test("that were killed are dead, also those that were alive from the start", async () => {
    const named = { sessionid: "sandbox-valid-jane", sessionid_sign: "v3:x" };
    assert.equal((await visit(named)).status, 200);
    for (const { sessionid } of [named, seller]) await tv.control("POST", "expire", { sessionid });
    assert.deepEqual([(await visit(named)).status, (await visit(seller)).status], [403, 403]);
    assert.match((await tv.get("/", { cookies: named })).text, /is-not-authenticated/);
    const again = await tv.account({ username: seller.username });
    assert.equal(again.id, seller.id, "the same account, signed in anew");
    assert.equal((await visit(again)).status, 200);
  });
});

describe("what is written down", () => {
  test("calls, with what they were about and what became of them", async () => {
    await tv.fault({ path_prefix: "/pine_perm/add/", status: 500 });
    await add("bob_fx");
    await add("bob_fx");
    await list("?limit=5");
    const calls = await tv.calls("/pine_perm/");
    assert.deepEqual(
      calls.map(({ method, path, query, caller, pine_id, username, status, fault }) => ({
        call: [method, path, query, caller, pine_id, username, status],
        fault: fault?.status,
      })),
      [
        { call: ["POST", "/pine_perm/add/", "", seller.username, pineId, "bob_fx", 500], fault: 500 },
        { call: ["POST", "/pine_perm/add/", "", seller.username, pineId, "bob_fx", 201], fault: undefined },
        { call: ["POST", "/pine_perm/list_users/", "limit=5", seller.username, pineId, null, 200], fault: undefined },
      ],
    );
    const times = calls.map(({ at }) => Date.parse(at));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    await tv.control("DELETE", "calls");
    assert.deepEqual(await tv.calls("/"), []);
  });

  test("how often each grant was added, found there, changed and removed", async () => {
    const fields = { pine_id: pineId, username_recip: "bob_fx" };
    for (const path of ["add", "add", "modify_user_expiration", "remove", "add"]) {
      await tv.post(`/pine_perm/${path}/`, fields, { cookies: seller });
    }
    const [grant] = await tv.grants(pineId);
    assert.ok(grant);
    const { username, expiration, active, added, existed, modified, removed } = grant;
    assert.deepEqual(
      [username, expiration, active, added, existed, modified, removed],
      ["bob_fx", null, true, 2, 1, 1, 1],
    );
    await tv.post("/pine_perm/remove/", fields, { cookies: seller });
    assert.deepEqual(await tv.grants(pineId), []);
    assert.equal((await tv.grants(pineId, true))[0]?.removed, 2);
  });

  test("nothing that makes no sense", async () => {
    for (const [path, json] of [
      ["accounts", { username: "a b" }],
      ["accounts", { username: "@jane" }],
      ["accounts", {}],
      ["users", { usernames: ["jane@example.com"] }],
      ["scripts", { owner: "nobody-is-called-so", scripts: [] }],
      ["scripts", { owner: seller.username, scripts: [{ name: "x", access: "secret" }] }],
      ["grants", { pine_id: "x", grants: [] }],
      ["faults", { vendor: "resend", status: 500 }],
      ["faults", { vendor: "tradingview" }],
    ] as const) {
      await assert.rejects(tv.control("POST", path, json), /422/, JSON.stringify(json));
    }
    await assert.rejects(tv.control("DELETE", "scripts/PUB%3Bunknown"), /404/);
  });
});
