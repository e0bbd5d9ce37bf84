// The public entry: who answers, what is refused, and what every answer says to browsers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { newSecrets } from "../../scripts/platform/instance.ts";
import { localSettings, workerOptions } from "../../scripts/platform/options.ts";
import { readWorkers, root } from "../../scripts/project.ts";
import { operations } from "../support/description.ts";
import { requestByHost } from "../support/host.ts";
import { usePlatform } from "../support/platform.ts";

const trusted = "https://app.example.com";
const platform = usePlatform({ vars: { CORS_ORIGINS: `${trusted}, http://localhost:5173` } });

const forPrograms = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const forPages =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const onEveryAnswer = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
};

/** Its address has a code in it, which is no other site's business. */
const SECRET_ADDRESS = "GET /api/brokers/alpaca/callback";

function assertHeaders(headers: Headers, policy: string, what: string): void {
  const referrer = what === SECRET_ADDRESS ? "no-referrer" : "strict-origin-when-cross-origin";
  assert.equal(headers.get("referrer-policy"), referrer, what);
  for (const [name, value] of Object.entries(onEveryAnswer)) assert.equal(headers.get(name), value, `${what}: ${name}`);
  assert.equal(headers.get("content-security-policy"), policy, what);
  assert.match(headers.get("permissions-policy") ?? "", /camera=\(\)/, what);
  assert.match(headers.get("x-request-id") ?? "", /^req_[0-9A-Z]{26}$/, what);
  assert.equal(headers.get("strict-transport-security"), null, `${what}: not over plain HTTP`);
}

test("every operation answers with the headers that keep browsers safe", async () => {
  for (const { method, path } of operations()) {
    const url = path.replaceAll(/\{\w+\}/g, "nothing");
    const answer = await platform().api.request(method, url, { headers: { accept: "application/json" } });
    assertHeaders(answer.headers, forPrograms, `${method} ${path}`);
    assert.notEqual(answer.status, 500, `${method} ${path}: ${answer.text}`);
    assert.equal(answer.headers.get("access-control-allow-origin"), null, `${method} ${path}`);
  }
});

test("operations that are not public refuse who is not signed in", async () => {
  for (const { method, path } of operations().filter(({ isPublic }) => !isPublic)) {
    const url = path.replaceAll(/\{\w+\}/g, "nothing");
    const answer = await platform().api.request(method, url);
    assert.deepEqual([answer.status, answer.body?.code], [401, "unauthenticated"], `${method} ${path}`);
    assert.equal(answer.body.request_id, answer.headers.get("x-request-id"));
    assert.equal(answer.headers.get("cache-control"), "no-store");
  }
});

describe("the web app", () => {
  test("is served for every page of it", async () => {
    const pages = ["/", "/signals", "/signals/sig_01", "/settings?tab=keys"];
    const texts = new Set<string>();
    for (const page of pages) {
      const answer = await platform().api.get(page);
      assert.equal(answer.status, 200, page);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
      assertHeaders(answer.headers, forPages, page);
      texts.add(answer.text);
    }
    assert.equal(texts.size, 1);
    assert.match([...texts][0] ?? "", /<div id="root">/);
  });

  test("keeps its hashed files for ever, and nothing under a wrong name", async () => {
    const { text } = await platform().api.get("/");
    const [, script = ""] = /src="(\/assets\/[^"]+\.js)"/.exec(text) ?? [];
    const known = await platform().api.get(script);
    assert.match(known.headers.get("content-type") ?? "", /javascript/);
    assert.equal(known.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const unknown = await platform().api.get("/assets/no-such-file.js");
    assert.doesNotMatch(unknown.headers.get("cache-control") ?? "", /immutable/);
    const page = await platform().api.get("/");
    assert.doesNotMatch(page.headers.get("cache-control") ?? "", /immutable/);
  });

  test("can only be read", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const answer = await platform().api.request(method, "/");
      assert.deepEqual([answer.status, answer.body.code], [405, "method_not_allowed"], method);
    }
  });
});

describe("the API reference", () => {
  test("shows the description that the code gives", async () => {
    const { body } = await platform().api.get("/openapi.json");
    assert.deepEqual(body, JSON.parse(readFileSync(path.join(root, "docs", "openapi.json"), "utf8")));
  });

  test("loads nothing from anyone else", async () => {
    const page = await platform().api.get("/docs");
    assert.equal(page.status, 200);
    assertHeaders(page.headers, forPages, "/docs");
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = ""]) => source);
    assert.ok(sources.length >= 2);
    for (const source of sources) {
      assert.match(source, /^\/[^/]/);
      assert.equal((await platform().api.get(source)).status, 200, source);
    }
    assert.doesNotMatch(page.text, /<script>/);
  });
});

describe("other origins", () => {
  const preflight = (origin: string) =>
    platform().api.request("OPTIONS", "/api/signals", {
      headers: { origin, "access-control-request-method": "PUT", "access-control-request-headers": "authorization" },
    });

  test("on the list may call the API with credentials", async () => {
    const allowed = await preflight(trusted);
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get("access-control-allow-origin"), trusted);
    assert.equal(allowed.headers.get("access-control-allow-credentials"), "true");
    assert.match(allowed.headers.get("access-control-allow-methods") ?? "", /PUT/);
    assert.match(allowed.headers.get("access-control-allow-headers") ?? "", /authorization/);
    const answer = await platform().api.with({ origin: trusted }).get("/api/signals");
    assert.equal(answer.headers.get("access-control-allow-origin"), trusted);
    assert.match(answer.headers.get("vary") ?? "", /origin/i);
  });

  test("that are not get no permission", async () => {
    for (const origin of ["https://evil.example", `${trusted}.evil.example`, "http://app.example.com", "null"]) {
      for (const answer of [await preflight(origin), await platform().api.with({ origin }).get("/api/signals")]) {
        assert.equal(answer.headers.get("access-control-allow-origin"), null, origin);
        assert.equal(answer.headers.get("access-control-allow-credentials"), null, origin);
      }
    }
    const page = await platform().api.with({ origin: trusted }).get("/");
    assert.equal(page.headers.get("access-control-allow-origin"), null, "only the API is for other origins");
  });
});

describe("a request", () => {
  test("has an id of ours, whatever the client says", async () => {
    const given = "req_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const { headers } = await platform().api.with({ "x-request-id": given }).get("/health/live");
    assert.notEqual(headers.get("x-request-id"), given);
    assert.match(headers.get("x-request-id") ?? "", /^req_/);
  });

  test("is refused when its address or body is longer than anything needs", async () => {
    const address = await platform().api.get(`/api/signals?ticker=${"A".repeat(9000)}`);
    assert.deepEqual([address.status, address.body.code], [414, "uri_too_long"]);
    const body = await platform().api.post("/api/auth/login", { email: "a".repeat(1_100_000) });
    assert.deepEqual([body.status, body.body.code], [413, "payload_too_large"]);
  });

  test("for no endpoint is answered with a problem", async () => {
    for (const path of ["/api", "/api/nothing", "/health/nothing", "/webhook", "/webhook/a/b"]) {
      const answer = await platform().api.get(path);
      assert.deepEqual([answer.status, answer.body?.code], [404, "not_found"], path);
      assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
    }
    const answer = await platform().api.request("PATCH", "/api/signals");
    assert.equal(answer.status, 405);
  });
});

describe("hosts", () => {
  test("of vendors lead to their stand-ins, which are no pages of ours", async () => {
    const { port } = new URL(platform().url);
    for (const path of ["/chart/?symbol=BINANCE:BTCUSDT", "/api/signals", "/health"]) {
      const answer = await requestByHost(platform().url, `tradingview.localhost:${port}`, path);
      const policy = answer.headers["content-security-policy"];
      assert.ok(policy !== forPages && policy !== forPrograms, path);
      assert.doesNotMatch(answer.text, /"services"/, "it is not our API that answers");
      assert.match(String(answer.headers["x-request-id"]), /^req_/);
    }
    const byHost = await requestByHost(platform().url, `tradingview.localhost:${port}`, "/chart/?symbol=BTCUSDT");
    assert.equal(byHost.status, 200);
    const byPath = await platform().api.get("/sandbox/tradingview/chart/?symbol=BTCUSDT");
    assert.equal(byPath.status, 200, "the same chart, where no other host is to be had");
    assert.match(byPath.headers.get("content-type") ?? "", /^text\/html/);
  });

  test("cannot be chosen by a header", async () => {
    const answer = await platform().api.with({ "x-sandbox-vendor": "tradingview" }).get("/sandbox/chart/");
    assert.equal(answer.status, 404);
  });

  test("that stand for nothing are refused", async () => {
    const { port } = new URL(platform().url);
    const answer = await requestByHost(platform().url, `nothing.localhost:${port}`, "/api/signals");
    assert.equal(answer.status, 404);
  });
});

describe("a platform that is public over HTTPS", () => {
  const secure = usePlatform({ vars: { PUBLIC_URL: "https://pinewire.example" } });

  test("sends plain requests there, before anything is read from them", async () => {
    const answer = await requestByHost(secure().url, "pinewire.example", "/webhook/token?a=b", { method: "POST" });
    assert.equal(answer.status, 308);
    assert.equal(answer.headers.location, "https://pinewire.example/webhook/token?a=b");
  });
});

describe("a platform without stand-ins", () => {
  const gateway = readWorkers().find(({ id }) => id === "gateway");
  assert.ok(gateway);
  const options = workerOptions(gateway, localSettings("http://localhost:8787", newSecrets()));
  const { SANDBOX: _, SANDBOX_TRADINGVIEW: __, ...serviceBindings } = options.serviceBindings as Record<string, never>;
  const production = usePlatform({ replace: { [gateway.name]: { ...options, serviceBindings } } });

  test("has nothing in their place", async () => {
    for (const path of ["/sandbox", "/sandbox/", "/sandbox/tradingview/chart/"]) {
      const answer = await production().api.get(path);
      assert.deepEqual([answer.status, answer.body?.code], [404, "not_found"], path);
    }
    assert.equal((await requestByHost(production().url, "tradingview.localhost", "/")).status, 404);
    assert.equal((await production().api.get("/health/live")).status, 200);
  });
});
