// The sandbox as the platform and people meet it: through the gateway, and by its console.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";

const platform = usePlatform();
const signedIn = { cookie: "sessionid=sandbox-valid-jane; sessionid_sign=v3:c2lnbg==" };
const expired = { cookie: "sessionid=sandbox-expired-jane; sessionid_sign=v3:c2lnbg==" };
const bearer = { authorization: "Bearer re_test" };
const mail = { from: "a@example.com", to: ["b@example.com"], subject: "Hello", text: "Hi" };

/** TradingView's stand-in below the platform's own address; a browser would use its host. */
const tradingview = (path: string, headers: Record<string, string> = {}) =>
  platform().api.get(`/sandbox/tradingview${path}`, { headers });
const fault = (input: Record<string, unknown>) => platform().api.post("/sandbox/faults", input);
const mails = async () => (await platform().api.get("/sandbox/mails")).body.data;

beforeEach(async () => {
  await platform().api.delete("/sandbox/faults");
  await platform().api.delete("/sandbox/mails");
});

describe("TradingView", () => {
  test("the start page tells whose cookies they are", async () => {
    const mine = await tradingview("/", signedIn);
    assert.equal(mine.status, 200);
    assert.match(mine.text, /<html[^>]* class="is-authenticated"/);
    assert.match(mine.text, /"id":\d+/);
    assert.match(mine.text, /"username":"jane"/);
    for (const headers of [{}, expired, { cookie: "sessionid=sandbox-valid-jane" }]) {
      const { status, text } = await tradingview("/", headers);
      assert.equal(status, 200);
      assert.match(text, /<html[^>]* class="is-not-authenticated"/);
      assert.doesNotMatch(text, /"username"/);
    }
  });

  test("a private layout is for those who are signed in", async () => {
    const path = "/chart/prvAbc12/?symbol=BINANCE:BTCUSDT";
    assert.equal((await tradingview(path, signedIn)).status, 200);
    for (const headers of [{}, expired]) {
      const { status, text } = await tradingview(path, headers);
      assert.equal(status, 403);
      assert.match(text, /is-not-authenticated/);
    }
    assert.equal((await tradingview("/chart/AbCdEf12/?symbol=BINANCE:BTCUSDT")).status, 200);
    assert.equal((await tradingview("/chart/?symbol=BINANCE:BTCUSDT")).status, 200);
  });

  test("a symbol can't become markup", async () => {
    const { text } = await tradingview(`/chart/?symbol=${encodeURIComponent('"><script>alert(1)</script>')}`);
    assert.doesNotMatch(text, /<script>alert/);
  });

  test("charts without a final slash are redirected to the address with it", async () => {
    const answer = await fetch(`${platform().url}/sandbox/tradingview/chart/abc?symbol=X`, { redirect: "manual" });
    assert.equal(answer.status, 301);
    const target = new URL(answer.headers.get("location") ?? "", answer.url);
    assert.equal(target.pathname + target.search, "/sandbox/tradingview/chart/abc/?symbol=X");
  });

  test("bars end at the asked time and are always the same", async () => {
    const path = "/sandbox-bars?symbol=BINANCE:BTCUSDT&interval=1h&to=1705314600";
    const { status, body } = await tradingview(path);
    assert.equal(status, 200);
    assert.equal(body.interval, "60");
    assert.equal(body.bars.at(-1).time, 1705312800);
    assert.deepEqual((await tradingview(path)).body, body);
    const times = body.bars.map((bar: { time: number }) => bar.time);
    assert.deepEqual(
      times,
      [...new Set<number>(times)].sort((a, b) => a - b),
    );
  });

  test("what has no bars is refused", async () => {
    for (const query of [
      "symbol=%3Cb%3E&interval=60",
      "symbol=X&interval=soon",
      "symbol=X&interval=10T",
      "interval=60",
    ]) {
      assert.equal((await tradingview(`/sandbox-bars?${query}`)).status, 422, query);
    }
  });

  test("the chart page's files are served, and nothing else is", async () => {
    for (const file of ["chart.js", "chart.css", "lightweight-charts.js"]) {
      const { status, text } = await tradingview(`/sandbox-assets/${file}`);
      assert.equal(status, 200, file);
      assert.ok(text.length > 100, file);
    }
    const { status, headers } = await tradingview("/pine_perm/get_script_info");
    assert.equal(status, 404);
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
  });
});

describe("faults", () => {
  test("a status answers as often as asked, on the paths that were named", async () => {
    await fault({ vendor: "tradingview", path_prefix: "/chart/", status: 503, times: 2 });
    assert.equal((await tradingview("/")).status, 200);
    assert.equal((await tradingview("/chart/?symbol=X")).status, 503);
    assert.equal((await tradingview("/sandbox-bars?symbol=X&interval=60")).status, 200);
    const { body } = await platform().api.get("/sandbox/faults");
    assert.deepEqual(
      body.data.map(({ times }: { times: number }) => times),
      [1],
    );
    assert.equal((await tradingview("/chart/?symbol=X")).status, 503);
    assert.equal((await tradingview("/chart/?symbol=X")).status, 200);
  });

  test("cookies can expire", async () => {
    await fault({ vendor: "tradingview", cookies: "expired" });
    assert.equal((await tradingview("/chart/prvAbc12/", signedIn)).status, 403);
    assert.equal((await tradingview("/chart/prvAbc12/", signedIn)).status, 200);
  });

  test("before the effect nothing is sent; after it, only the answer is lost", async () => {
    const send = () => platform().api.post("/sandbox/resend/emails", mail, { headers: bearer });
    await fault({ vendor: "resend", status: 500 });
    assert.equal((await send()).status, 500);
    assert.deepEqual(await mails(), []);
    await fault({ vendor: "resend", status: 500, effect: "after" });
    const lost = await send();
    assert.equal(lost.status, 500);
    assert.equal(lost.body.name, "internal_server_error");
    assert.equal((await mails()).length, 1);
  });

  test("an answer can be late, and have any body", async () => {
    await fault({ vendor: "tradingview", latency_ms: 300, status: 200, body: { not: ["what", "was", "asked"] } });
    const start = performance.now();
    const { body } = await tradingview("/");
    assert.ok(performance.now() - start >= 290);
    assert.deepEqual(body, { not: ["what", "was", "asked"] });
  });

  test("what makes no sense is refused, and clearing ends them all", async () => {
    assert.equal((await fault({ vendor: "resend" })).status, 422);
    assert.equal((await fault({ vendor: "stripe", status: 500 })).status, 422);
    assert.equal((await fault({ vendor: "resend", status: 500, colour: "red" })).status, 422);
    await fault({ vendor: "tradingview", status: 500, times: 50 });
    assert.equal((await platform().api.delete("/sandbox/faults")).status, 204);
    assert.equal((await tradingview("/")).status, 200);
  });
});

describe("Resend", () => {
  test("without a key nothing is sent", async () => {
    const { status, body } = await platform().api.post("/sandbox/resend/emails", mail);
    assert.equal(status, 401);
    assert.equal(body.name, "missing_api_key");
    assert.deepEqual(await mails(), []);
  });

  test("a body that is no JSON, and an endpoint that is not there, are refused in Resend's format", async () => {
    const headers = { ...bearer, "content-type": "application/json" };
    const garbled = await platform().api.request("POST", "/sandbox/resend/emails", { headers, body: "{" });
    assert.deepEqual([garbled.status, garbled.body.name], [400, "validation_error"]);
    const unknown = await platform().api.post("/sandbox/resend/domains", {}, { headers: bearer });
    assert.deepEqual([unknown.status, unknown.body.name], [404, "not_found"]);
  });
});

describe("the console", () => {
  test("shows what was sent, with links and without markup", async () => {
    const hostile = {
      ...mail,
      subject: "<img src=x onerror=alert(1)>",
      text: "Open https://pinewire.example/reset?t=1",
    };
    await platform().api.post("/sandbox/resend/emails", hostile, { headers: bearer });
    const { status, text, headers } = await platform().api.get("/sandbox/");
    assert.equal(status, 200);
    assert.match(text, /<a href="https:\/\/pinewire\.example\/reset\?t=1"/);
    assert.doesNotMatch(text, /<img/);
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
  });

  test("lists the latest mail first", async () => {
    for (const subject of ["one", "two"]) {
      await platform().api.post("/sandbox/resend/emails", { ...mail, subject }, { headers: bearer });
    }
    assert.deepEqual(
      (await mails()).map(({ subject }: { subject: string }) => subject),
      ["two", "one"],
    );
  });
});
