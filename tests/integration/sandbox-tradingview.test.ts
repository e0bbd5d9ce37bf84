// TradingView's stand-in, call by call: what its clients were seen to get from the real one.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { type Account, type Cookies, newCookies, TradingViewClient } from "../support/tradingview-client.ts";

const platform = usePlatform();
let tv: TradingViewClient;
const demo: Cookies = { sessionid: "sandbox-valid-demo-seller", sessionid_sign: "v3:sandbox" };
const dead: Cookies = { sessionid: "sandbox-expired-demo", sessionid_sign: "v3:sandbox" };

beforeEach(async () => {
  tv = new TradingViewClient(platform().url);
  await tv.reset();
});

describe("who somebody is", () => {
  test("a name is suggested by how it begins, in the spelling of its owner", async () => {
    const { status, body } = await tv.get("/username_hint/?s=ALICE");
    assert.equal(status, 200);
    assert.equal(body.length, 1);
    assert.equal(body[0].username, "AliceTrades");
    assert.equal(body[0].inactive, false);
    assert.equal(typeof body[0].id, "number");
    assert.deepEqual((await tv.get("/username_hint/?s=nobody-is-called-so")).body, []);
    assert.deepEqual((await tv.get("/username_hint/?s=")).body, []);
    assert.equal((await tv.get("/username_hint/?s=oldaccount")).body[0].inactive, true);
  });

  test("the start page tells whose cookies they are, and to whom they belong", async () => {
    const seller = await tv.account({ plan: "pro_plus" });
    const { status, text } = await tv.get("/", { cookies: seller });
    assert.equal(status, 200);
    assert.match(text, /<html[^>]* class="is-authenticated"/);
    assert.ok(text.includes(`"id":${seller.id},"username":"${seller.username}"`));
    for (const key of ["auth_token", "session_hash", "private_channel", "date_joined"]) {
      assert.match(text, new RegExp(`"${key}":"[^"]+"`));
    }
    assert.match(text, /"pro_plan":"pro_plus"/);
    for (const cookies of [undefined, dead, { ...seller, sessionid_sign: "v3:other" }]) {
      const signedOut = await tv.get("/", { cookies });
      assert.equal(signedOut.status, 200);
      assert.match(signedOut.text, /<html[^>]* class="is-not-authenticated"/);
      assert.doesNotMatch(signedOut.text, /auth_token/);
    }
  });

  test("the demo seller is signed in from the start", async () => {
    assert.match((await tv.get("/", { cookies: demo })).text, /"username":"Demo_Seller"/);
  });

  test("a profile shows whom it is about, whoever looks", async () => {
    for (const cookies of [undefined, demo]) {
      const { status, text } = await tv.get("/u/alicetrades/", { cookies });
      assert.equal(status, 200);
      assert.match(text, /"username":"AliceTrades"/);
      assert.doesNotMatch(text, /auth_token/);
    }
    assert.equal((await tv.get("/u/nobody/")).status, 404);
  });

  test("the balance is for whom it belongs to", async () => {
    const seller = await tv.account({ coins: 77 });
    const { status, body } = await tv.get("/tvcoins/details/", { cookies: seller });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body).sort(), [
      "aff_id",
      "coins",
      "currency",
      "link",
      "partner_fiat_balance",
      "partner_status",
      "partner_type",
    ]);
    assert.equal(body.coins, 77);
    assert.equal((await tv.get("/tvcoins/details/", { cookies: dead })).status, 403);
    assert.equal((await tv.get("/tvcoins/details/")).status, 403);
  });
});

describe("signing in", () => {
  const signIn = (username: string, password: string) =>
    tv.post("/accounts/signin/", { username, password, remember: "on" });

  test("by name and password gives cookies that work", async () => {
    const seller = await tv.account({ password: "right" });
    const { status, body, headers } = await signIn(seller.username.toLowerCase(), "right");
    assert.equal(status, 200);
    assert.equal(body.error, "");
    assert.equal(body.user.username, seller.username);
    const cookies = newCookies(headers);
    assert.match(cookies.sessionid_sign, /^v3:/);
    assert.match((await tv.get("/", { cookies })).text, /is-authenticated/);
    assert.match((await tv.get("/", { cookies: seller })).text, /is-authenticated/, "the other session lives on");
  });

  test("by a wrong password, or as nobody, is refused with status 200 and without cookies", async () => {
    const { username } = await tv.account({ password: "right" });
    for (const [name, password] of [
      [username, "wrong"],
      [username, ""],
      ["nobody-is-called-so", "right"],
      ["AliceTrades", ""],
    ] as const) {
      const { status, body, headers } = await signIn(name, password);
      assert.equal(status, 200);
      assert.equal(body.code, "invalid_credentials");
      assert.notEqual(body.error, "");
      assert.deepEqual(headers.getSetCookie(), []);
    }
  });

  test("with a second factor needs its code, after the password", async () => {
    const first = await signIn("TwoFactorTom", "sandbox-password");
    assert.equal(first.body.error, "2FA_required");
    assert.equal(first.body.code, "2FA_required");
    const { sessionid } = newCookies(first.headers);
    assert.ok(sessionid);
    const code = (digits: string, cookie = `sessionid=${sessionid}`) =>
      tv.post("/accounts/two-factor/signin/totp/", { code: digits }, { headers: { cookie } });
    const halfWay = { sessionid, sessionid_sign: "v3:x" };
    assert.equal((await tv.get("/tvcoins/details/", { cookies: halfWay })).status, 403);
    assert.equal((await code("000000")).body.code, "invalid_credentials");
    assert.equal((await code("123456", "sessionid=other")).body.code, "invalid_credentials");
    const done = await code("123456");
    assert.equal(done.body.error, "");
    assert.equal(done.body.user.username, "TwoFactorTom");
    const cookies = newCookies(done.headers);
    assert.equal((await tv.get("/tvcoins/details/", { cookies })).status, 200);
    assert.equal((await code("123456")).body.code, "invalid_credentials", "it was used");
  });

  test("may need a captcha: of some always, of all after five wrong passwords", async () => {
    assert.equal((await signIn("CaptchaCathy", "sandbox-password")).body.code, "recaptcha_required");
    const { username } = await tv.account({ password: "right" });
    for (let tries = 0; tries < 5; tries++) await signIn(username, "wrong");
    assert.equal((await signIn(username, "right")).body.code, "recaptcha_required");
  });
});

describe("who may use a script", () => {
  let seller: Account;
  let pineId: string;

  beforeEach(async () => {
    seller = await tv.account();
    [pineId = ""] = await tv.addScripts(seller.username, { name: "Trend" });
  });

  const call = (path: string, fields: Record<string, string>, cookies: Cookies | undefined = seller) =>
    tv.post(`/pine_perm/${path}`, { pine_id: pineId, ...fields }, { cookies });
  const list = (query = "", fields: Record<string, string> = {}) => call(`list_users/${query}`, fields);
  const names = (body: { results: { username: string }[] }) => body.results.map(({ username }) => username);

  /** All pages, as TradingView gives them. */
  async function all(query: string, fields: Record<string, string> = {}): Promise<string[][]> {
    const pages: string[][] = [];
    for (let next: string | null = `/pine_perm/list_users/${query}`; next; ) {
      const { status, body } = await tv.post(next, { pine_id: pineId, ...fields }, { cookies: seller });
      assert.equal(status, 200);
      pages.push(names(body));
      next = body.next;
    }
    return pages;
  }

  test("a grant is added once; then it is there, and its expiry stays", async () => {
    const added = await call("add/", { username_recip: "AliceTrades", expiration: "2030-01-31T12:00:00.000Z" });
    assert.deepEqual([added.status, added.body], [201, { status: "ok" }]);
    const again = await call("add/", { username_recip: "AliceTrades", expiration: "2031-01-31T12:00:00.000Z" });
    assert.deepEqual([again.status, again.body], [200, { status: "exists" }]);
    const { body } = await list();
    assert.equal(body.next, null);
    const [row] = body.results;
    assert.equal(row.username, "AliceTrades");
    assert.equal(row.expiration, "2030-01-31T12:00:00.000000+00:00");
    assert.match(row.created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    assert.match(row.userpic, /^https:/);
    assert.equal(typeof row.id, "number");
  });

  test("an expiry is read in every spelling that clients use; without one it is for life", async () => {
    const at = "2030-01-31T12:00:00.000000+00:00";
    for (const [text, expiration] of [
      ["2030-01-31T12:00:00.000Z", at],
      ["2030-01-31T12:00:00Z", at],
      ["2030-01-31T12:00:00+00:00", at],
      ["2030-01-31T14:00:00+02:00", at],
      ["2030-01-31 12:00:00+00:00", at],
      ["2030-01-31 12:00:00.000000+00:00", at],
      ["2030-01-31T12:00:00", at],
      ["2030-01-31", "2030-01-31T00:00:00.000000+00:00"],
      ["2030-01-31T23:59:59.999999Z", "2030-01-31T23:59:59.999000+00:00"],
      [undefined, null],
    ] as const) {
      const fields: Record<string, string> = { username_recip: "bob_fx", ...(text && { expiration: text }) };
      assert.equal((await call("add/", fields)).status, 201, text);
      assert.equal((await list()).body.results[0].expiration, expiration, text);
      assert.deepEqual((await call("remove/", { username_recip: "bob_fx" })).body, { status: "ok" });
    }
    const { status, body } = await call("add/", { username_recip: "bob_fx", expiration: "soon" });
    assert.equal(status, 422);
    assert.ok("expiration" in body);
  });

  test("both kinds of forms are read", async () => {
    const fields = { pine_id: pineId, username_recip: "bob_fx", expiration: "2030-01-31 12:00:00+00:00" };
    const { status } = await tv.postMultipart("/pine_perm/add/", fields, { cookies: seller });
    assert.equal(status, 201);
    const listed = await tv.postMultipart("/pine_perm/list_users/?limit=10", { pine_id: pineId }, { cookies: seller });
    assert.deepEqual(names(listed.body), ["bob_fx"]);
  });

  test("an expiry is modified, and cleared by leaving it out", async () => {
    await call("add/", { username_recip: "bob_fx", expiration: "2030-01-31" });
    const later = await call("modify_user_expiration/", { username_recip: "bob_fx", expiration: "2031-02-28" });
    assert.deepEqual([later.status, later.body], [200, { status: "ok" }]);
    assert.equal((await list()).body.results[0].expiration, "2031-02-28T00:00:00.000000+00:00");
    await call("modify_user_expiration/", { username_recip: "bob_fx" });
    assert.equal((await list()).body.results[0].expiration, null);
    const nobody = await call("modify_user_expiration/", { username_recip: "AliceTrades" });
    assert.deepEqual([nobody.status, nobody.body], [200, { status: "not_exists" }]);
  });

  test("a grant is removed; then there is none", async () => {
    await call("add/", { username_recip: "bob_fx" });
    const removed = await call("remove/", { username_recip: "bob_fx" });
    assert.deepEqual([removed.status, removed.body], [200, { status: "ok" }]);
    const again = await call("remove/", { username_recip: "bob_fx" });
    assert.deepEqual([again.status, again.body], [200, { status: "not_exists" }]);
    assert.deepEqual((await list()).body, { results: [], next: null, prev: null });
    assert.equal((await call("add/", { username_recip: "bob_fx" })).status, 201, "and it can be added again");
  });

  test("an unknown user, or one in another spelling, is refused", async () => {
    for (const name of ["nobody-is-called-so", "alicetrades", "ALICETRADES", "OldAccount"]) {
      const { status, body } = await call("add/", { username_recip: name });
      assert.equal(status, 422);
      assert.deepEqual(body, { code: "username_recip_not_found", detail: `User not found: ${name}` });
    }
    const { status, body } = await call("add/", {});
    assert.equal(status, 422);
    assert.ok("username_recip" in body);
    assert.deepEqual(await tv.grants(pineId, true), []);
  });

  test("a script that one may not share is refused", async () => {
    const other = await tv.account();
    const [foreign = ""] = await tv.addScripts(other.username, { name: "Foreign" });
    const [open = ""] = await tv.addScripts(seller.username, { name: "Open", access: "open" });
    for (const pine_id of [foreign, open, "PUB;unknown", ""]) {
      for (const path of ["add/", "modify_user_expiration/", "remove/", "list_users/"]) {
        const { status, body } = await call(path, { pine_id, username_recip: "bob_fx" });
        assert.equal(status, 422, `${path} ${pine_id}`);
        assert.ok("pine_id" in body);
      }
    }
  });

  test("without live cookies nothing is done or told", async () => {
    const gone = await tv.account();
    await tv.control("POST", "expire", { sessionid: gone.sessionid });
    const none = { sessionid: "", sessionid_sign: "" };
    for (const cookies of [dead, gone, none, { ...seller, sessionid_sign: "v3:other" }]) {
      for (const path of ["add/", "modify_user_expiration/", "remove/", "list_users/"]) {
        const { status, body } = await call(path, { username_recip: "bob_fx" }, cookies);
        assert.deepEqual([status, body.code], [401, "login_required"], path);
      }
      assert.equal((await tv.get("/pine_perm/list_scripts/", { cookies })).status, 401);
    }
    assert.deepEqual(await tv.grants(pineId), []);
  });

  test("who calls as no page of TradingView's would is refused", async () => {
    const fields = { pine_id: pineId, username_recip: "bob_fx" };
    const from = (headers: Record<string, string>) => tv.post("/pine_perm/add/", fields, { cookies: seller, headers });
    assert.equal((await from({ origin: "https://example.com" })).status, 403);
    assert.equal((await from({ "user-agent": "" })).status, 403);
    assert.deepEqual(await tv.grants(pineId), []);
  });

  test("a page has twenty rows unless asked otherwise, and never more than thirty", async () => {
    const buyers = Array.from({ length: 65 }, (_, i) => `Buyer${String(i).padStart(3, "0")}`);
    await tv.control("POST", "grants", { pine_id: pineId, grants: buyers.map((username) => ({ username })) });
    assert.deepEqual(
      (await all("")).map((page) => page.length),
      [20, 20, 20, 5],
    );
    const pages = await all("?limit=30&order_by=user__username");
    assert.deepEqual(
      pages.map((page) => page.length),
      [30, 30, 5],
    );
    assert.deepEqual(pages.flat(), buyers);
    for (const query of ["?limit=31", "?limit=0", "?limit=x", "?order_by=password", "?c=garbled"]) {
      const { status, body } = await list(query);
      assert.deepEqual([status, body.code], [400, "bad_pagination_request"], query);
    }
  });

  test("the way back from a page leads to the one before", async () => {
    await tv.control("POST", "grants", { pine_id: pineId, grants: "abcdef".split("").map((c) => ({ username: c })) });
    const order = "?limit=2&order_by=-user__username";
    const first = (await list(order)).body;
    assert.equal(first.prev, null);
    const post = async (path: string) => (await tv.post(path, { pine_id: pineId }, { cookies: seller })).body;
    const second = await post(first.next);
    const third = await post(second.next);
    assert.deepEqual(
      [names(first), names(second), names(third)],
      [
        ["f", "e"],
        ["d", "c"],
        ["b", "a"],
      ],
    );
    assert.equal(third.next, null);
    const back = await post(third.prev);
    assert.deepEqual(names(back), ["d", "c"]);
    assert.deepEqual(names(await post(back.prev)), ["f", "e"]);
    assert.deepEqual(names(await post(back.next)), ["b", "a"]);
  });

  test("every order is kept over all pages, also among equals", async () => {
    const grants = [
      { username: "carl", expiration: "2030-01-01T00:00:00Z" },
      { username: "Anna", expiration: null },
      { username: "bert", expiration: "2029-01-01T00:00:00Z" },
      { username: "Dora", expiration: "2030-01-01T00:00:00Z" },
      { username: "emil", expiration: null },
    ];
    for (const grant of grants) await tv.control("POST", "grants", { pine_id: pineId, grants: [grant] });
    const byName = ["Anna", "bert", "carl", "Dora", "emil"];
    const byCreation = grants.map(({ username }) => username);
    for (const [order, expected] of [
      ["user__username", byName],
      ["-user__username", byName.toReversed()],
      ["created", byCreation],
      ["-created", byCreation.toReversed()],
      ["expiration,user__username", ["bert", "carl", "Dora", "Anna", "emil"]],
      ["-expiration,user__username", ["Anna", "emil", "carl", "Dora", "bert"]],
    ] as const) {
      const pages = await all(`?limit=1&order_by=${order}`);
      assert.deepEqual(pages.flat(), expected, order);
    }
  });

  test("a list is narrowed by how a name begins, in any case", async () => {
    const grants = ["joe", "Joey", "bob_fx", "jane"].map((username) => ({ username }));
    await tv.control("POST", "grants", { pine_id: pineId, grants });
    assert.deepEqual((await all("?limit=1&order_by=user__username", { username: "JOE" })).flat(), ["joe", "Joey"]);
    assert.deepEqual(names((await list("", { username: "nobody" })).body), []);
  });

  test("the list stays quick with 20,000 grants", async () => {
    const grants = Array.from({ length: 20_000 }, (_, i) => ({ username: `crowd_${i}` }));
    for (let at = 0; at < grants.length; at += 5_000) {
      await tv.control("POST", "grants", { pine_id: pineId, grants: grants.slice(at, at + 5_000) });
    }
    const pages = await all("?limit=30&order_by=-created");
    assert.equal(pages.length, 667);
    assert.equal(new Set(pages.flat()).size, 20_000);
  });

  test("scripts that may be shared are listed by id", async () => {
    await tv.addScripts(seller.username, { name: "Open", access: "open" }, { name: "Closed", access: "protected" });
    const { status, body } = await tv.get("/pine_perm/list_scripts/", { cookies: seller });
    assert.deepEqual([status, body], [200, [pineId]]);
    assert.match(pineId, /^PUB;[0-9a-f]{32}$/);
  });

  test("endpoints of which write-ups tell and which are not real are not there", async () => {
    for (const path of ["/pine_perm/get_script_info", "/pine_perm/get_user_info/", "/pine-facade/list"]) {
      assert.equal((await tv.get(path, { cookies: seller })).status, 404);
      assert.equal((await tv.post(path, {}, { cookies: seller })).status, 404);
    }
  });
});

describe("scripts", () => {
  test("an author's own are listed as published and as drafts", async () => {
    const published = await tv.facade("/pine-facade/list?filter=published", { cookies: demo });
    assert.equal(published.status, 200);
    assert.equal(published.body.length, 6);
    const trend = published.body.find(({ scriptName }: { scriptName: string }) => scriptName === "Trend Compass");
    assert.match(trend.scriptIdPart, /^PUB;[0-9a-f]{32}$/);
    assert.deepEqual([trend.scriptAccess, trend.version, trend.extra.kind], ["invite_only", "12.0", "study"]);
    assert.equal(typeof trend.userId, "number");
    const accesses = published.body.map(({ scriptAccess }: { scriptAccess: string }) => scriptAccess);
    assert.deepEqual([...new Set(accesses)].sort(), ["closed_no_auth", "invite_only", "open_no_auth"]);
    const saved = await tv.facade("/pine-facade/list?filter=saved", { cookies: demo });
    assert.equal(saved.body.length, 6);
    assert.ok(saved.body.every(({ scriptIdPart }: { scriptIdPart: string }) => scriptIdPart.startsWith("USER;")));
    assert.deepEqual((await tv.facade("/pine-facade/list?filter=standard")).body, []);
    assert.equal((await tv.facade("/pine-facade/list?filter=published", { cookies: dead })).status, 401);
  });

  test("given ids are looked up, for anybody", async () => {
    const ids: string[] = (await tv.get("/pine_perm/list_scripts/", { cookies: demo })).body;
    const form = { scriptIdPart: [...ids, "PUB;unknown"].join(","), show_hidden: "true" };
    const { status, body } = await tv.post("/pubscripts-get/", form);
    assert.equal(status, 200);
    assert.deepEqual(body.map((s: { scriptIdPart: string }) => s.scriptIdPart).sort(), ids.toSorted());
    for (const script of body) {
      assert.deepEqual([script.access, script.scriptSource], [3, ""]);
      assert.notEqual(script.scriptName, "");
    }
  });

  test("a search goes on page by page", async () => {
    const seller = await tv.account();
    const scripts = Array.from({ length: 45 }, (_, i) => ({
      name: `Needle ${i}`,
      likes: i,
      version: "3.0",
      image: "a",
    }));
    await tv.addScripts(seller.username, ...scripts);
    const found: string[] = [];
    for (let next: string | null = "/pubscripts-suggest-json/?search=needle&offset=0"; next; ) {
      const { status, body } = await tv.get(next);
      assert.equal(status, 200);
      for (const script of body.results) {
        assert.deepEqual([script.access, script.author.username, script.imageUrl], [3, seller.username, "a"]);
        found.push(script.scriptName);
      }
      next = body.next;
    }
    assert.deepEqual(found, scripts.map(({ name }) => name).toReversed(), "most liked first");
  });

  test("a script that is taken away is in no list any more", async () => {
    const seller = await tv.account();
    const [pineId = ""] = await tv.addScripts(seller.username, { name: "Short-lived" });
    await tv.control("DELETE", `scripts/${encodeURIComponent(pineId)}`);
    assert.deepEqual((await tv.get("/pine_perm/list_scripts/", { cookies: seller })).body, []);
    assert.deepEqual((await tv.post("/pubscripts-get/", { scriptIdPart: pineId })).body, []);
  });
});

test("a picture that is shared can be seen under its id", async () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const shared = await tv.postMultipart("/snapshot/", { preparedImage: new Blob([png], { type: "image/png" }) });
  assert.equal(shared.status, 200);
  assert.match(shared.headers.get("content-type") ?? "", /^text\/plain/);
  assert.match(shared.text, /^[A-Za-z0-9]{8}$/);
  const path = `/snapshots/${shared.text[0]?.toLowerCase()}/${shared.text}.png`;
  const picture = await fetch(`${platform().url}/sandbox/tradingview${path}`);
  assert.equal(picture.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), png);
  assert.equal((await tv.get("/snapshots/x/xAAAAAAA.png")).status, 404);
  assert.equal((await tv.postMultipart("/snapshot/", { preparedImage: new Blob(["GIF89a"]) })).status, 400);
});
