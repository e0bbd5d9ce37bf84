// Runs all workers in one local session on workerd, with real D1 (SQLite), KV, R2, queues, Durable Objects and browser.
// `npm start`, the tests and the benchmarks all run the platform through this.

import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { migrationsDir, readWorkers, root, type Worker } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { browserEnvironment } from "./browser.ts";
import { applyMigrations } from "./migrations.ts";
import { type Settings, workerOptions } from "./options.ts";

export interface PlatformOptions {
  /** Where D1, KV, R2 and Durable Objects keep their data. */
  storageDir: string;
  /** A folder of this instance alone; its name also marks the processes that are started. */
  cacheDir: string;
  /** 0 picks a free one. */
  port: number;
  settings: (url: string) => Settings;
  /** Receives what the workers write to their console. */
  onLog: (log: WorkerLog) => void;
  /**
   * Workers that take the place of ours, by name: a benchmark leaves out what it does not measure. A function gets ours,
   * for a test that gives it a faulty binding.
   */
  replace?: Readonly<Record<string, Replacement>>;
  /** Called when workerd died and was started again. */
  onRestart?: () => void;
}

export type Replacement = V4WorkerOptions | ((ours: V4WorkerOptions) => V4WorkerOptions);

export interface WorkerLog {
  timestamp: number;
  level: string;
  message: string;
}

export interface Platform {
  /** Origin of the gateway, without a trailing slash. */
  url: string;
  workers: Worker[];
  miniflare: Miniflare;
  /** Names of the migrations that this start applied. */
  migrated: string[];
  /** The D1 database, for set-up and tests. */
  database(): ReturnType<Miniflare["getD1Database"]>;
  /** Runs one cron tick of a worker. Rejects when the worker's handler failed. */
  tick(worker: string, cron: string, scheduledTime: Date): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the platform on prebuilt workers and brings the database's schema up to date. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const workers = readWorkers();
  if (workers.length === 0) throw new UserError("This checkout has no workers to run.");
  Object.assign(process.env, browserEnvironment(options.cacheDir), {
    // The simulator would ask the network for details of this machine's location, and wrangler report its use.
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
  });
  mkdirSync(options.storageDir, { recursive: true });

  const port = options.port === 0 ? await freePort() : options.port;
  const url = `http://localhost:${port}`;
  const settings = options.settings(url);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      rootPath: root,
      host: "127.0.0.1",
      port,
      cf: false,
      log: new Log(LogLevel.ERROR),
      logRequests: false,
      handleStructuredLogs: options.onLog,
      unsafeHandleRuntimeRestart: options.onRestart,
      resourcePersistencePath: options.storageDir,
      resourceTmpPath: path.join(options.storageDir, "tmp"),
      workers: workers.map((worker) => {
        const replacement = options.replace?.[worker.name];
        if (typeof replacement === "object") return replacement;
        const ours = workerOptions(worker, settings);
        return replacement?.(ours) ?? ours;
      }),
    }),
  );
  try {
    await miniflare.ready;
    const database = (): ReturnType<Miniflare["getD1Database"]> =>
      miniflare.getD1Database("DB", workerWithDatabase(workers));
    const migrated = await applyMigrations(await database(), migrationsDir);
    return {
      url,
      workers,
      miniflare,
      migrated,
      database,
      async tick(worker, cron, scheduledTime) {
        const fetcher = await miniflare.getWorker(worker);
        const { outcome } = await fetcher.scheduled({ cron, scheduledTime });
        if (outcome !== "ok") throw new Error(`cron "${cron}" of ${worker} ended with "${outcome}"`);
      },
      stop: () => miniflare.dispose(),
    };
  } catch (error) {
    await miniflare.dispose().catch(() => undefined);
    throw startError(error, port);
  }
}

function workerWithDatabase(workers: Worker[]): string {
  const worker = workers.find((w) => w.config.d1_databases?.some((d) => d.binding === "DB"));
  if (!worker) throw new Error("no worker has the D1 binding DB");
  return worker.name;
}

function startError(error: unknown, port: number): unknown {
  if ((error as { code?: string }).code === "ERR_ADDRESS_IN_USE") return portTaken(port, error);
  return error;
}

function portTaken(port: number, cause?: unknown): UserError {
  const other = port < 65535 ? port + 1 : port - 1;
  return new UserError(
    `Port ${port} is taken by another program. Stop that program or choose another port: "npm start -- --port ${other}".`,
    { cause },
  );
}

/** Fails with a plain sentence when something listens on the port already. */
export async function assertPortFree(port: number): Promise<void> {
  await listenOn(port).catch((error: unknown) => {
    throw (error as { code?: string }).code === "EADDRINUSE" ? portTaken(port, error) : error;
  });
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return listenOn(0);
}

function listenOn(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
