// What a deployment decides: which resources it creates, which secrets it uploads, what configuration it writes.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Worker } from "../../scripts/project.ts";

const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-deploy-"));
const accountFile = path.join(dir, "account.json");
process.env.PINEWIRE_WRANGLER = path.join(import.meta.dirname, "account-stand-in.mjs");
process.env.ACCOUNT_FILE = accountFile;

const { ensureResources, listSecrets, neededResources } = await import("../../scripts/deploy/account.ts");
const { deployedConfig, deployedWorkers } = await import("../../scripts/deploy/config.ts");
const { planSecrets } = await import("../../scripts/deploy/secrets.ts");

function worker(name: string, config: Partial<Worker["config"]> = {}): Worker {
  const crateDir = path.join("/project/workers", name);
  return {
    name,
    id: name,
    crateDir,
    configPath: path.join(crateDir, "wrangler.toml"),
    entry: path.join(crateDir, "build", "index.js"),
    config: { name, main: "build/index.js", ...config },
  };
}

const api = worker("pinewire-api", {
  vars: { PUBLIC_URL: "http://localhost:8787", ENVIRONMENT: "local", RESEND_URL: "sandbox", PAGE_SIZE: "50" },
  secrets: { required: ["MASTER_KEYS"] },
  services: [
    { binding: "SANDBOX", service: "pinewire-sandbox" },
    { binding: "SANDBOX_TRADINGVIEW", service: "pinewire-sandbox-tradingview" },
  ],
  d1_databases: [
    { binding: "DB", database_name: "pinewire", database_id: "local", migrations_dir: "../../migrations" },
  ],
  kv_namespaces: [{ binding: "CACHE", id: "pinewire-cache" }],
  r2_buckets: [{ binding: "SHOTS", bucket_name: "pinewire-screenshots" }],
  queues: {
    producers: [{ binding: "Q", queue: "jobs" }],
    consumers: [{ queue: "jobs", dead_letter_queue: "jobs-dlq" }],
  },
});
const sandbox = worker("pinewire-sandbox");
const tradingview = worker("pinewire-sandbox-tradingview");

describe("resources", () => {
  beforeEach(() => rmSync(accountFile, { force: true }));
  afterEach(() => rmSync(accountFile, { force: true }));

  test("a first deployment creates everything, a second one nothing", async () => {
    const needed = neededResources([api, sandbox]);
    assert.deepEqual(needed.queues, ["jobs", "jobs-dlq"]);

    const created: string[] = [];
    const ids = await ensureResources(needed, (name) => created.push(name));
    assert.deepEqual(created, ["pinewire", "pinewire-cache", "pinewire-screenshots", "jobs", "jobs-dlq"]);
    assert.equal(ids.d1.pinewire, "uuid-of-pinewire");
    assert.equal(ids.kv["pinewire-cache"], "id-of-pinewire-cache");

    const again: string[] = [];
    assert.deepEqual(await ensureResources(needed, (name) => again.push(name)), ids);
    assert.deepEqual(again, []);
    assert.equal(JSON.parse(readFileSync(accountFile, "utf8")).creations, 5);
  });

  test("what a deployment that was cut short left out is created", async () => {
    const needed = neededResources([api]);
    await ensureResources({ ...needed, buckets: [], queues: ["jobs"] }, () => {});
    const created: string[] = [];
    await ensureResources(needed, (name) => created.push(name));
    assert.deepEqual(created, ["pinewire-screenshots", "jobs-dlq"]);
  });

  test("a worker that was never deployed has no secrets", async () => {
    assert.deepEqual(await listSecrets("pinewire-api"), []);
    const account = { d1: [], kv: [], r2: [], queues: [], creations: 0, secrets: { "pinewire-api": ["MASTER_KEYS"] } };
    writeFileSync(accountFile, JSON.stringify(account));
    assert.deepEqual(await listSecrets("pinewire-api"), ["MASTER_KEYS"]);
  });
});

describe("secrets", () => {
  const mail = worker("pinewire-dispatch", { secrets: { required: ["MASTER_KEYS", "RESEND_API_KEY"] } });
  const nothing = { environment: {}, kept: {}, existing: new Map<string, string[]>(), sandbox: false };

  test("a key is generated once and shared by all workers", () => {
    const environment = { RESEND_API_KEY: "re_real" };
    const { uploads, kept } = planSecrets([api, mail], { ...nothing, environment });
    assert.match(kept.MASTER_KEYS ?? "", /^k1:[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(uploads.get("pinewire-api"), { MASTER_KEYS: kept.MASTER_KEYS });
    assert.deepEqual(uploads.get("pinewire-dispatch"), { MASTER_KEYS: kept.MASTER_KEYS, RESEND_API_KEY: "re_real" });
    assert.equal(kept.RESEND_API_KEY, undefined, "a vendor's secret is not written down");

    const later = planSecrets([api, mail], { ...nothing, environment, kept });
    assert.deepEqual(later.uploads, uploads);
  });

  test("a key that a worker has is never replaced by a new one", () => {
    const existing = new Map([["pinewire-api", ["MASTER_KEYS"]]]);
    const { uploads, kept } = planSecrets([api], { ...nothing, existing });
    assert.deepEqual(uploads.get("pinewire-api"), {});
    assert.deepEqual(kept, {});
  });

  test("a worker that must share a key whose value is not known here is refused", () => {
    const existing = new Map([["pinewire-api", ["MASTER_KEYS"]]]);
    const environment = { RESEND_API_KEY: "re_real" };
    assert.throws(
      () => planSecrets([api, mail], { ...nothing, existing, environment }),
      /MASTER_KEYS, which pinewire-api has/,
    );
  });

  test("a vendor's secret is asked for, unless the stand-ins are deployed", () => {
    assert.throws(() => planSecrets([mail], nothing), /needs the secret RESEND_API_KEY/);
    const { uploads } = planSecrets([mail], { ...nothing, sandbox: true });
    assert.match(uploads.get("pinewire-dispatch")?.RESEND_API_KEY ?? "", /^re_/);
  });
});

describe("configuration", () => {
  const ids = { d1: { pinewire: "real-uuid" }, kv: { "pinewire-cache": "real-id" } };
  const real = { url: "https://pinewire.example.com", sandbox: false, vars: { PAGE_SIZE: "20" } };

  test("production leaves out the stand-ins and uses the vendors", () => {
    assert.deepEqual(deployedWorkers([sandbox, tradingview, api], real), [api]);
    const config = deployedConfig(api, real, ids);
    assert.deepEqual(config.services, []);
    assert.deepEqual(config.vars, {
      PUBLIC_URL: "https://pinewire.example.com",
      ENVIRONMENT: "production",
      RESEND_URL: "https://api.resend.com",
      PAGE_SIZE: "20",
    });
    assert.equal(config.d1_databases?.[0]?.database_id, "real-uuid");
    assert.equal(config.d1_databases?.[0]?.migrations_dir, "/project/migrations");
    assert.equal(config.kv_namespaces?.[0]?.id, "real-id");
    assert.equal(config.workers_dev, false);
  });

  test("a demo keeps the stand-ins", () => {
    const demo = { ...real, sandbox: true };
    assert.deepEqual(deployedWorkers([sandbox, tradingview, api], demo), [sandbox, tradingview, api]);
    const config = deployedConfig(api, demo, ids);
    assert.deepEqual(
      config.services?.map(({ service }) => service),
      ["pinewire-sandbox", "pinewire-sandbox-tradingview"],
    );
    assert.equal(config.vars?.RESEND_URL, "sandbox");
  });

  test("only the public worker has an address", () => {
    const gateway = worker("pinewire-gateway", { assets: { directory: "web/dist" } });
    assert.deepEqual(deployedConfig(gateway, real, ids).routes, [
      { pattern: "pinewire.example.com", custom_domain: true },
    ]);
    const free = { ...real, url: "https://pinewire-gateway.someone.workers.dev" };
    assert.equal(deployedConfig(gateway, free, ids).workers_dev, true);
    assert.equal(deployedConfig(api, free, ids).workers_dev, false);
  });
});
