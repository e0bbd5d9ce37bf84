// A database that can be made to fail, for what a worker has to do then. Only the worker that is given it suffers.

import path from "node:path";
import type { V4WorkerOptions } from "miniflare";

/** How the database of a worker fails while the request carries the header `x-test-database`. */
export const databaseFault = {
  /** Never answers; what was sent is carried out nevertheless. */
  silent: { "x-test-database": "silent" },
  /** Answers every batch with an error, as D1 does when it restarts. */
  down: { "x-test-database": "down" },
  /** Refuses every batch of more than a few statements, as if one of them were wrong. */
  crowded: { "x-test-database": "crowded" },
};

/** Where an answer says how many batches the worker has run since it started. */
export const batchesHeader = "x-test-batches";

/** Our worker with a database that obeys {@link databaseFault}. */
export function withFaultyDatabase(ours: V4WorkerOptions): V4WorkerOptions {
  const modules = (ours as { modules: { type: string; path: string }[] }).modules;
  const [entry] = modules;
  if (!entry) throw new Error("the worker has no modules");
  const contents = `
    import Worker from "./${path.basename(entry.path)}";
    const faults = {
      silent: (database, statements) => { database.batch(statements); return new Promise(() => {}); },
      down: async () => { throw new Error("D1_ERROR: Network connection lost.", { cause: new Error("Network connection lost.") }); },
    };
    faults.crowded = (database, statements) => {
      if (statements.length > 4) throw new Error("D1_ERROR: CHECK constraint failed: somebody_elses");
      return database.batch(statements);
    };
    let batches = 0;
    class D1Database {
      constructor(database, fault) { this.database = database; this.fault = fault; }
      prepare(sql) { return this.database.prepare(sql); }
      async batch(statements) { batches += 1; return this.fault ? this.fault(this.database, statements) : this.database.batch(statements); }
    }
    export default {
      async fetch(request, env, ctx) {
        const fault = faults[request.headers.get("x-test-database")];
        const answer = await new Worker(ctx, { ...env, DB: new D1Database(env.DB, fault) }).fetch(request);
        const copy = new Response(answer.body, answer);
        copy.headers.set("${batchesHeader}", String(batches));
        return copy;
      },
    };`;
  const wrapper = { type: "ESModule", path: path.join(path.dirname(entry.path), "faulty-database.mjs"), contents };
  return { ...ours, modules: [wrapper, ...modules] } as V4WorkerOptions;
}
