// The older access API as its clients know it: recorded shapes and words, who may call, and what is said to who may not.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { beforeEach, describe, test } from "node:test";
import { createBuyers, createSharer, FAST, grantOn, type Sharer, unlimited } from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { TradingView } from "../support/tradingview.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const platform = usePlatform({ vars: { ...FAST, OLDER_API_PATIENCE_MS: "3000" } });
const DAY = 86_400_000;
let seller: Sharer;
let token: string;
let pineIds: [string, string];

beforeEach(async () => {
  await new TradingView(platform()).clearFaults();
  if (seller) return;
  await unlimited(platform());
  seller = await createSharer(platform(), ["Trend Compass", "Swing Engine"]);
  pineIds = seller.scripts.map((script) => script.pine_id) as [string, string];
  const { status, body, text } = await seller.api.post("/api/older-api/token");
  assert.equal(status, 201, text);
  token = body.token;
});

interface Call {
  json?: unknown;
  body?: string;
  token?: string | null;
  headers?: Record<string, string>;
}

/** As Python's `requests` does it: any method may have a body, also GET, which `fetch` refuses. */
function call(method: string, path: string, { json, body, token: given, headers }: Call = {}) {
  const text = body ?? (json === undefined ? undefined : JSON.stringify(json));
  return new Promise<{ status: number; type: string; body: Json; text: string }>((resolve, reject) => {
    const sent = httpRequest(
      new URL(path, platform().url),
      {
        method,
        headers: {
          accept: "*/*",
          ...(given === null ? {} : { "X-Admin-Token": given ?? token }),
          ...(text === undefined
            ? {}
            : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const type = response.headers["content-type"] ?? "";
          resolve({
            status: response.statusCode ?? 0,
            type,
            text,
            body: type.includes("json") ? JSON.parse(text) : text,
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
}

const buyer = async (): Promise<string> => (await createBuyers(platform(), 1))[0] as string;
const one = () => ({ pine_ids: pineIds.slice(0, 1) });
const daysFromNow = (time: string) => Math.round((Date.parse(time) - Date.now()) / DAY);

/** Times differ from run to run; their form does not. */
function shape(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/g, '"<time>"');
  return JSON.parse(text.replaceAll(/PUB;[0-9a-f]{32}/g, "<pine_id>").replaceAll(/Buyer_\w+/g, "<username>"));
}

describe("GET /validate/{username}", () => {
  test("needs no token and gives the exact spelling", async () => {
    const username = await buyer();
    const found = await call("GET", `/validate/${username.toLowerCase()}`, { token: null });
    assert.equal(found.status, 200);
    assert.match(found.type, /^application\/json/);
    assert.deepEqual(found.body, { validuser: true, verifiedUserName: username });
  });

  test("says of nobody that there is nobody", async () => {
    for (const name of ["Nobody_At_All_1", "not%20a%20name"]) {
      const { status, body } = await call("GET", `/validate/${name}`, { token: null });
      assert.deepEqual([status, body], [200, { validuser: false, verifiedUserName: "" }], name);
    }
  });

  test("says when TradingView does not say", async () => {
    await new TradingView(platform()).fault({ path_prefix: "/username_hint/", status: 503, times: 1 });
    const { status, body } = await call("GET", "/validate/Whoever_1", { token: null });
    assert.deepEqual([status, body.code], [503, "tradingview_unavailable"]);
    assert.equal(body.errorMessage, body.error);
  });
});

describe("/access/{username}", () => {
  test("goes through none, given, prolonged, lifetime, not applied, removed, with the recorded shapes", async () => {
    const username = await buyer();
    const path = `/access/${username}`;
    const steps: [string, Json, unknown][] = [
      ["GET", one(), { hasAccess: false, noExpiration: false, currentExpiration: "" }],
      [
        "POST",
        { ...one(), duration: "7D" },
        { hasAccess: false, noExpiration: false, currentExpiration: "", expiration: "<time>", status: "Success" },
      ],
      ["GET", one(), { hasAccess: true, noExpiration: false, currentExpiration: "<time>" }],
      [
        "POST",
        { ...one(), duration: "1W" },
        { hasAccess: true, noExpiration: false, currentExpiration: "<time>", expiration: "<time>", status: "Success" },
      ],
      [
        "POST",
        { ...one(), duration: "1L" },
        { hasAccess: true, noExpiration: false, currentExpiration: "<time>", expiration: "", status: "Success" },
      ],
      ["GET", one(), { hasAccess: true, noExpiration: true, currentExpiration: "" }],
      [
        "POST",
        { ...one(), duration: "1M" },
        { hasAccess: true, noExpiration: true, currentExpiration: "", expiration: "", status: "Not Applied" },
      ],
      ["DELETE", one(), { hasAccess: true, noExpiration: true, currentExpiration: "", status: "Success" }],
      ["GET", one(), { hasAccess: false, noExpiration: false, currentExpiration: "" }],
    ];
    for (const [method, json, fields] of steps) {
      const answer = await call(method, path, { json });
      assert.equal(answer.status, 200, `${method} ${answer.text}`);
      const expected = [{ pine_id: "<pine_id>", username: "<username>", ...(fields as object) }];
      assert.deepEqual(shape(answer.body), expected, `${method} ${JSON.stringify(json)}`);
      assert.equal(answer.body[0].username, username);
      assert.equal(answer.body[0].pine_id, pineIds[0]);
    }
    assert.equal((await grantOn(platform(), seller.scripts[0] as never, username))?.active, false);
  });

  test("counts from the present end, for each script of the request", async () => {
    const username = await buyer();
    const give = (duration: string) => call("POST", `/access/${username}`, { json: { pine_ids: pineIds, duration } });
    const first = await give("7D");
    const second = await give("2W");
    assert.deepEqual(
      second.body.map((row: Json) => row.pine_id),
      pineIds,
    );
    for (const index of [0, 1]) {
      assert.equal(daysFromNow(first.body[index].expiration), 7);
      assert.equal(daysFromNow(second.body[index].expiration), 21);
      assert.equal(second.body[index].currentExpiration, first.body[index].expiration);
      const grant = await grantOn(platform(), seller.scripts[index] as never, username);
      assert.equal(Date.parse(grant?.expiration ?? ""), Date.parse(second.body[index].expiration));
    }
    const list = pineIds.join(",");
    const asked = await call("GET", `/access/${username}?pine_ids=${encodeURIComponent(list)}`);
    assert.deepEqual(
      asked.body.map((row: Json) => row.currentExpiration),
      second.body.map((row: Json) => row.expiration),
    );
  });

  test("is in the books, with who wanted it", async () => {
    const username = await buyer();
    await call("POST", `/access/${username}`, { json: { ...one(), duration: "1M" } });
    const { body } = await seller.api.get(`/api/access?username=${username}`);
    assert.deepEqual([body.data.length, body.data[0].source, body.data[0].status], [1, "older_api", "active"]);
  });

  test("gives time once for one Idempotency-Key", async () => {
    const username = await buyer();
    const give = () =>
      call("POST", `/access/${username}`, {
        json: { ...one(), duration: "7D" },
        headers: { "idempotency-key": `key-${username}` },
      });
    await give();
    const again = await give();
    assert.equal(again.body[0].status, "Success");
    assert.equal(daysFromNow((await grantOn(platform(), seller.scripts[0] as never, username))?.expiration ?? ""), 7);
  });

  test("says Failure of users and scripts that are not there, and touches nothing", async () => {
    const unknown = "PUB;00000000000000000000000000000000";
    const username = await buyer();
    const mixed = await call("POST", `/access/${username}`, {
      json: { pine_ids: [unknown, pineIds[0]], duration: "1D" },
    });
    assert.deepEqual(
      mixed.body.map((row: Json) => row.status),
      ["Failure", "Success"],
    );
    const nobody = await call("POST", "/access/Nobody_At_All_2", { json: { ...one(), duration: "1D" } });
    assert.deepEqual([nobody.status, nobody.body[0].status], [200, "Failure"]);
    const ended = await call("DELETE", `/access/${await buyer()}`, { json: one() });
    assert.deepEqual([ended.body[0].hasAccess, ended.body[0].status], [false, "Success"]);
  });

  test("says Failure when TradingView refuses", async () => {
    await new TradingView(platform()).fault({
      path_prefix: "/pine_perm/add/",
      status: 422,
      body: { code: "not_allowed", detail: "No." },
      times: 1,
    });
    const { status, body } = await call("POST", `/access/${await buyer()}`, { json: { ...one(), duration: "1D" } });
    assert.deepEqual([status, body[0].status], [200, "Failure"]);
  });

  test("says that it is still at work when TradingView takes too long, and finishes all the same", async () => {
    const username = await buyer();
    const slow = { path_prefix: "/pine_perm/add/", latency_ms: 12_000, times: 1 };
    await new TradingView(platform()).fault(slow);
    const asked = await call("POST", `/access/${username}`, { json: { ...one(), duration: "7D" } });
    assert.deepEqual([asked.status, asked.body.code], [504, "still_working"], asked.text);
    const grant = await waitFor("the access", () => grantOn(platform(), seller.scripts[0] as never, username));
    assert.equal(daysFromNow(grant.expiration ?? ""), 7);
  });

  test("says Failure, and means it, when its turn has not come", async () => {
    const [first, second] = (await createBuyers(platform(), 2)) as [string, string];
    await new TradingView(platform()).fault({ path_prefix: "/pine_perm/add/", latency_ms: 6_000, times: 1 });
    const slow = call("POST", `/access/${first}`, { json: { ...one(), duration: "7D" } });
    await waitFor("the first one's request", async () => {
      const { body } = await seller.api.get(`/api/access?username=${first}`);
      const [grant] = body.data;
      return (
        grant && (await seller.api.get(`/api/access/${grant.id}`)).body.log.some((line: Json) => line.kind === "add")
      );
    });
    const late = await call("POST", `/access/${second}`, { json: { ...one(), duration: "7D" } });
    assert.deepEqual([late.status, late.body[0]?.status], [200, "Failure"], late.text);
    await slow;
    await waitFor("all to be over", async () => {
      const { body } = await seller.api.get("/api/access?limit=200");
      return body.data.every((grant: Json) => grant.open_changes === 0);
    });
    assert.equal(await grantOn(platform(), seller.scripts[0] as never, second), undefined);
  });
});

describe("who may not call", () => {
  for (const [what, given] of [
    ["no token", null],
    ["an empty token", " "],
    ["a wrong token", "wrong"],
  ] as const) {
    test(`with ${what} is told so, in the older envelope`, async () => {
      for (const [method, path] of [
        ["GET", "/access/Jane"],
        ["POST", "/access/Jane"],
        ["DELETE", "/access/Jane"],
        ["GET", "/admin/cookies"],
        ["POST", "/admin/cookies"],
        ["POST", "/admin/token"],
      ] as const) {
        const { status, body } = await call(method, path, { token: given, json: { ...one(), duration: "1D" } });
        assert.equal(status, 401, `${method} ${path}`);
        assert.deepEqual(Object.keys(body).sort(), ["code", "error", "errorMessage", "request_id"]);
        assert.equal(body.code, "unauthenticated");
      }
    });
  }

  test("is a token in the address", async () => {
    assert.equal((await call("GET", `/access/Jane?X-Admin-Token=${token}`, { token: null, json: one() })).status, 401);
  });

  test("is a browser that opens a page of ours: it gets the page", async () => {
    const { type } = await call("GET", "/access/connection", { token: null, headers: { accept: "text/html,*/*" } });
    assert.match(type, /^text\/html/);
  });

  test("is another seller: a token opens its own seller's scripts only", async () => {
    const other = await createSharer(platform(), ["Foreign"]);
    const { body } = await other.api.post("/api/older-api/token");
    const username = await buyer();
    const answer = await call("POST", `/access/${username}`, { token: body.token, json: { ...one(), duration: "1D" } });
    assert.equal(answer.body[0].status, "Failure");
    assert.equal(await grantOn(platform(), seller.scripts[0] as never, username), undefined);
  });
});

describe("bad input", () => {
  test("is a 400 that names what is wrong", async () => {
    for (const [method, sent, field] of [
      ["GET", { body: "" }, "body"],
      ["GET", { body: "not json" }, "body"],
      ["POST", { body: "[]" }, "body"],
      ["POST", { json: { duration: "1D" } }, "pine_ids"],
      ["POST", { json: { pine_ids: [], duration: "1D" } }, "pine_ids"],
      ["POST", { json: { pine_ids: ["x"], duration: "1D" } }, "pine_ids[0]"],
      [
        "POST",
        { json: { pine_ids: Array(101).fill("PUB;00000000000000000000000000000000"), duration: "1D" } },
        "pine_ids",
      ],
      ["POST", { json: one() }, "duration"],
      ["POST", { json: { ...one(), duration: "7X" } }, "duration"],
      ["POST", { json: { ...one(), duration: "0D" } }, "duration"],
      ["POST", { json: { ...one(), duration: "-1D" } }, "duration"],
      ["DELETE", { json: {} }, "pine_ids"],
    ] as [string, Call, string][]) {
      const answer = await call(method, "/access/Jane", sent);
      assert.equal(answer.status, 400, `${method} ${JSON.stringify(sent)}: ${answer.text}`);
      assert.equal(answer.body.errors[0].field, field);
      assert.equal(typeof answer.body.errorMessage, "string");
    }
    const name = await call("GET", "/access/not%20a%20name", { json: one() });
    assert.deepEqual([name.status, name.body.code], [400, "username_invalid"]);
    assert.equal((await call("PUT", "/access/Jane", { json: one() })).status, 405);
    assert.equal((await call("POST", "/access/Jane", { body: "x".repeat(70_000) })).status, 413);
  });
});

describe("the token and the cookies", () => {
  test("are managed by a person and by the program itself", async () => {
    const own = await createSharer(platform());
    assert.equal((await own.api.get("/api/older-api/token")).status, 404);
    const first = (await own.api.post("/api/older-api/token")).body;
    assert.equal(first.previous_expires_at, null);
    const second = await call("POST", "/admin/token", { token: first.token });
    assert.equal(second.status, 201, second.text);
    for (const any of [first.token, second.body.token]) {
      assert.equal((await call("GET", "/admin/cookies", { token: any })).status, 200);
    }
    await platform().query("UPDATE older_api_tokens SET previous_until = 1 WHERE user_id = ?", own.user.id);
    assert.equal((await call("GET", "/admin/cookies", { token: first.token })).status, 401);
    const shown = await own.api.get("/api/older-api/token");
    assert.equal(shown.body.hint, second.body.token.slice(-4));
    const [row] = await platform().query("SELECT * FROM older_api_tokens WHERE user_id = ?", own.user.id);
    assert.ok(!JSON.stringify(row).includes(second.body.token));
    assert.equal((await own.api.delete("/api/older-api/token")).status, 204);
    assert.equal((await call("GET", "/admin/cookies", { token: second.body.token })).status, 401);
    assert.ok(!platform().logs.some(({ message }) => message.includes(second.body.token)));
    const key = await own.api.post("/api/account/api-keys", { name: "k", scopes: ["access:write"] });
    assert.equal((await platform().api.as(key.body.key).post("/api/older-api/token")).status, 403);
  });

  test("dead cookies are told, and new ones revive the connection", async () => {
    const tradingView = new TradingView(platform());
    const own = await createSharer(platform());
    const { body: made } = await own.api.post("/api/older-api/token");
    const username = await buyer();
    const pine_ids = own.scripts.map((script) => script.pine_id);
    await tradingView.expire(own.account.sessionid);
    const dead = await call("GET", `/access/${username}`, { token: made.token, json: { pine_ids } });
    assert.deepEqual([dead.status, dead.body.code], [503, "connection_dead"]);
    const given = await call("POST", `/access/${username}`, { token: made.token, json: { pine_ids, duration: "1D" } });
    assert.deepEqual([given.status, given.body.code], [503, "connection_dead"]);
    assert.equal(
      (await own.api.get(`/api/access?username=${username}`)).body.data.length,
      0,
      "nothing is left waiting",
    );
    const { body: standing } = await call("GET", "/admin/cookies", { token: made.token });
    const account = await tradingView.signInAgain(own.account);
    const { sessionid, sessionid_sign } = account;
    const cookies = { sessionid, sessionid_sign, consent_version: standing.consent.version };
    const renewed = await call("POST", "/admin/cookies", { token: made.token, json: cookies });
    assert.equal(renewed.status, 200, renewed.text);
    const again = await call("POST", `/access/${username}`, { token: made.token, json: { pine_ids, duration: "1D" } });
    assert.deepEqual([again.status, again.body[0].status], [200, "Success"]);
  });

  test("are nobody's without an account", async () => {
    assert.equal((await platform().api.post("/api/older-api/token")).status, 401);
    const { api } = await signUp(platform());
    const { body } = await api.post("/api/older-api/token");
    const answer = await call("POST", "/access/Jane", { token: body.token, json: { ...one(), duration: "1D" } });
    assert.equal(answer.body[0]?.status ?? answer.body.code, "Failure", "without a connection there are no scripts");
  });
});
