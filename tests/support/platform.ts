// A platform of a test's own: all workers on workerd with fresh storage, in this process.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { newSecrets } from "../../scripts/platform/instance.ts";
import { localSettings } from "../../scripts/platform/options.ts";
import { type Platform, type PlatformOptions, startPlatform, type WorkerLog } from "../../scripts/platform/platform.ts";
import { Client } from "./client.ts";

/** No test but those of the rate limits is slowed down by them. */
const unlimited = { RATE_LIMIT_PER_MINUTE: "1000000", RATE_LIMIT_CREDENTIALS_PER_MINUTE: "1000000" };

export interface TestPlatformOptions {
  /** Replaces `vars` of the wrangler.toml files. By default no test is slowed down by the rate limit. */
  vars?: Record<string, string>;
  /** Replaces the generated secrets. */
  secrets?: Record<string, string>;
  replace?: PlatformOptions["replace"];
}

type Database = Awaited<ReturnType<Platform["database"]>>;

export interface TestPlatform {
  url: string;
  platform: Platform;
  /** The secrets that the workers were given, for tests that look for them where they must not be. */
  secrets: Record<string, string>;
  /** What the workers wrote to their console so far. */
  logs: WorkerLog[];
  /** An API client that is not signed in. */
  api: Client;
  db: Database;
  /** Rows of one SQL query. */
  query<Row = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<Row[]>;
  /** Runs a worker's cron trigger now, or as if at another time. */
  tick(worker: string, cron: string, scheduledTime?: Date): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a platform. Whoever starts one stops it; {@link usePlatform} does both. */
export async function createPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-test-"));
  const secrets = { ...newSecrets(), ...options.secrets };
  const logs: WorkerLog[] = [];
  const platform = await startPlatform({
    storageDir: path.join(dir, "storage"),
    cacheDir: path.join(dir, "cache"),
    port: 0,
    settings: (url) => localSettings(url, secrets, { ...unlimited, ...options.vars }),
    onLog: (log) => logs.push(log),
    replace: options.replace,
  });
  const db = await platform.database();
  return {
    url: platform.url,
    platform,
    secrets,
    logs,
    api: new Client(platform.url),
    db,
    async query<Row>(sql: string, ...values: unknown[]) {
      const { results } = await db
        .prepare(sql)
        .bind(...values)
        .all<Row>();
      return results;
    },
    tick: (worker, cron, scheduledTime = new Date()) => platform.tick(worker, cron, scheduledTime),
    async stop() {
      await platform.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * A platform for all tests of a file or `describe` block: started before the first, stopped after the last. When a test
 * failed, what the workers reported is printed.
 *
 * @example
 * const platform = usePlatform();
 * test("…", async () => { await platform().api.get("/health"); });
 */
export function usePlatform(options: TestPlatformOptions = {}): () => TestPlatform {
  let platform: TestPlatform | undefined;
  before(async () => {
    platform = await createPlatform(options);
  });
  after(async () => {
    if (platform && process.env.PINEWIRE_TEST_LOGS) {
      for (const log of platform.logs) process.stderr.write(`${log.level} ${log.message}\n`);
    }
    await platform?.stop();
  });
  return () => {
    if (!platform) throw new Error("the platform is there only while tests run");
    return platform;
  };
}
