// What is measured: pinewire's accept path, and two workers in plain JavaScript to compare it with. Each runs alone, on
// the same simulator.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { createPlatform } from "../../support/platform.ts";
import { signUp } from "../../support/users.ts";

export interface Target {
  name: string;
  url: string;
  /** The id that an answer acknowledges. */
  acknowledged: (answer: string) => string | undefined;
  /** Compares what was acknowledged with what is stored and returns what is wrong. */
  verify: (acknowledged: ReadonlySet<string>) => Promise<string[]>;
  stop: () => Promise<void>;
}

/**
 * `POST /webhook/:token`, with screenshots on: every accepted alert is stored, counted, put in the outbox and sent to the
 * queue. The queue's consumer is replaced by one that does nothing, so that the measurement is not one of Chrome.
 *
 * Asked is the webhook worker itself, as the workers that it is compared with are.
 */
export const pinewire = (): Promise<Target> => acceptPath("pinewire: accept an alert", true);

/** The same by way of the gateway, which the simulator puts two workers of its own in front of, for the web app's files. */
export const throughGateway = (): Promise<Target> => acceptPath("pinewire: by way of the gateway", false);

async function acceptPath(name: string, isDirect: boolean): Promise<Target> {
  const platform = await createPlatform({
    replace: {
      "pinewire-dispatch": idleConsumer,
      "pinewire-webhook": (ours) => ({ ...ours, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }),
    },
  });
  const user = await signUp(platform);
  await platform.query("UPDATE users SET plan_id = 'unlimited' WHERE id = ?", user.id);
  const { pathname } = new URL(user.webhookUrl);
  const direct = await platform.platform.miniflare.unsafeGetDirectURL("pinewire-webhook");
  return {
    name,
    url: isDirect ? new URL(pathname, direct).href : user.webhookUrl,
    acknowledged: (answer) => (JSON.parse(answer) as { signal_id?: string }).signal_id,
    async verify(acknowledged) {
      const rows = await platform.query<{ id: string }>("SELECT id FROM signals WHERE user_id = ?", user.id);
      const [usage] = await platform.query<{ accepted: number }>(
        "SELECT sum(accepted) AS accepted FROM signal_usage WHERE user_id = ?",
        user.id,
      );
      const stored = new Set(rows.map((row) => row.id));
      const lost = [...acknowledged].filter((id) => !stored.has(id)).length;
      return [
        ...(lost > 0 ? [`${lost} acknowledged signals are not stored`] : []),
        ...(usage?.accepted === stored.size ? [] : [`usage says ${usage?.accepted}, stored are ${stored.size}`]),
      ];
    },
    stop: () => platform.stop(),
  };
}

const modules = (script: string): { type: "ESModule"; path: string; contents: string }[] => [
  { type: "ESModule", path: "index.mjs", contents: script },
];

/** Takes the place of the worker that works off the queues. */
const idleConsumer: V4WorkerOptions = {
  name: "pinewire-dispatch",
  compatibilityDate: "2026-11-01",
  modules: modules(`export default {
    fetch() { return Response.json({}); },
    async queue(batch) { batch.ackAll(); },
  };`),
  queueConsumers: { "pinewire-screenshots": { maxBatchSize: 100 }, "pinewire-mail": { maxBatchSize: 100 } },
};

/** The least that a webhook worker can do that loses nothing: two rows in one batch, one message. */
export async function minimalWorker(): Promise<Target> {
  const { url, miniflare, stop } = await startAlone({
    name: "minimal",
    compatibilityDate: "2026-11-01",
    d1Databases: { DB: "minimal" },
    queueProducers: { QUEUE: "minimal" },
    queueConsumers: { minimal: { maxBatchSize: 100 } },
    modules: modules(`export default {
      async fetch(request, env) {
        const alert = await request.json();
        const id = crypto.randomUUID();
        await env.DB.batch([
          env.DB.prepare("INSERT INTO signals (id, alert_id, body) VALUES (?, ?, ?)").bind(id, alert.id, JSON.stringify(alert)),
          env.DB.prepare("INSERT INTO jobs (id, signal_id) VALUES (?, ?)").bind(crypto.randomUUID(), id),
        ]);
        await env.QUEUE.send({ signal_id: id });
        return Response.json({ success: true, signal_id: id });
      },
      async queue(batch) { batch.ackAll(); },
    };`),
  });
  const db = await miniflare.getD1Database("DB");
  await db.batch([
    db.prepare("CREATE TABLE signals (id TEXT PRIMARY KEY, alert_id TEXT UNIQUE, body TEXT NOT NULL) STRICT"),
    db.prepare("CREATE TABLE jobs (id TEXT PRIMARY KEY, signal_id TEXT NOT NULL) STRICT"),
  ]);
  return {
    name: "JavaScript: two rows, one message",
    url,
    acknowledged: (answer) => (JSON.parse(answer) as { signal_id?: string }).signal_id,
    async verify(acknowledged) {
      const { results } = await db.prepare("SELECT id FROM signals").all<{ id: string }>();
      const stored = new Set(results.map((row) => row.id));
      const lost = [...acknowledged].filter((id) => !stored.has(id)).length;
      return lost > 0 ? [`${lost} acknowledged rows are not stored`] : [];
    },
    stop,
  };
}

/** What the runtime alone costs. */
export async function helloWorld(): Promise<Target> {
  const { url, stop } = await startAlone({
    name: "hello",
    compatibilityDate: "2026-11-01",
    modules: modules(`export default { fetch() { return new Response("hello"); } };`),
  });
  return {
    name: "JavaScript: hello world",
    url,
    acknowledged: () => undefined,
    verify: async () => [],
    stop,
  };
}

async function startAlone(
  worker: V4WorkerOptions,
): Promise<{ url: string; miniflare: Miniflare; stop: () => Promise<void> }> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-bench-"));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
      resourcePersistencePath: dir,
      workers: [worker],
    }),
  );
  const url = await miniflare.ready;
  return {
    url: url.href,
    miniflare,
    async stop() {
      await miniflare.dispose();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
