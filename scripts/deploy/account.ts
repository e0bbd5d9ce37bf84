// The Cloudflare account: looks up what is there, creates what is missing. Every function may be run again.

import type { Worker } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { tail } from "../setup/run.mjs";
import { tryWrangler, wrangler } from "../wrangler.ts";
import type { ResourceIds } from "./config.ts";

/** What the workers' configurations need to be there. */
export interface Resources {
  databases: string[];
  namespaces: string[];
  buckets: string[];
  queues: string[];
}

export function neededResources(workers: readonly Worker[]): Resources {
  const unique = (values: string[]): string[] => [...new Set(values)].sort();
  const configs = workers.map((worker) => worker.config);
  return {
    databases: unique(configs.flatMap((c) => (c.d1_databases ?? []).map((d) => d.database_name))),
    namespaces: unique(configs.flatMap((c) => (c.kv_namespaces ?? []).map((n) => n.id))),
    buckets: unique(configs.flatMap((c) => (c.r2_buckets ?? []).map((b) => b.bucket_name))),
    queues: unique(
      configs.flatMap((c) => [
        ...(c.queues?.producers ?? []).map((p) => p.queue),
        ...(c.queues?.consumers ?? []).flatMap((p) => [p.queue, p.dead_letter_queue ?? p.queue]),
      ]),
    ),
  };
}

export async function assertSignedIn(): Promise<void> {
  const { code, output } = await tryWrangler(["whoami", "--json"]);
  if (code === 0) return;
  throw new UserError(
    /fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED/.test(output)
      ? "Cloudflare cannot be reached: check the network and run the command again."
      : 'You are not signed in to Cloudflare: run "npx wrangler login", or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.',
  );
}

/** Creates what is missing and returns the ids. `created` is told the name of each new thing. */
export async function ensureResources(needed: Resources, created: (name: string) => void): Promise<ResourceIds> {
  const d1 = await ensureListed(needed.databases, listDatabases, ["d1", "create"], created);
  const kv = await ensureListed(needed.namespaces, listNamespaces, ["kv", "namespace", "create"], created);
  for (const bucket of needed.buckets) await ensureCreated(["r2", "bucket", "create", bucket], bucket, created);
  for (const queue of needed.queues) await ensureCreated(["queues", "create", queue], queue, created);
  return { d1, kv };
}

/** For things that have ids: those that are listed are kept. */
async function ensureListed(
  names: readonly string[],
  list: () => Promise<Record<string, string>>,
  create: readonly string[],
  created: (name: string) => void,
): Promise<Record<string, string>> {
  let ids = await list();
  const missing = names.filter((name) => ids[name] === undefined);
  for (const name of missing) {
    await wrangler([...create, name]);
    created(name);
  }
  if (missing.length > 0) ids = await list();
  for (const name of names) {
    if (ids[name] === undefined) throw new UserError(`Cloudflare does not list "${name}", which was just created.`);
  }
  return ids;
}

async function listDatabases(): Promise<Record<string, string>> {
  const list = parse<{ name: string; uuid: string }>(await wrangler(["d1", "list", "--json"]));
  return Object.fromEntries(list.map(({ name, uuid }) => [name, uuid]));
}

async function listNamespaces(): Promise<Record<string, string>> {
  const list = parse<{ title: string; id: string }>(await wrangler(["kv", "namespace", "list"]));
  return Object.fromEntries(list.map(({ title, id }) => [title, id]));
}

/** For things that are known by their name: creating them a second time says that they exist. */
async function ensureCreated(args: readonly string[], name: string, created: (name: string) => void): Promise<void> {
  const { code, output } = await tryWrangler(args);
  if (code === 0) created(name);
  else if (!/already (exists|taken|own)|code: (10004|11009)/i.test(output)) {
    throw new UserError(`"wrangler ${args.join(" ")}" failed:\n${tail(output, 25)}`);
  }
}

/** Names of the secrets that a deployed worker has; none when it was never deployed. */
export async function listSecrets(workerName: string): Promise<string[]> {
  const { code, output } = await tryWrangler(["secret", "list", "--name", workerName]);
  if (code === 0) return parse<{ name: string }>(output).map(({ name }) => name);
  if (/10007|not found|does not exist/i.test(output)) return [];
  throw new UserError(`The secrets of ${workerName} cannot be listed:\n${tail(output, 25)}`);
}

/** The JSON array in what wrangler printed; it may be preceded by notices. */
function parse<Item>(output: string): Item[] {
  const start = output.search(/^\[/m);
  const end = output.lastIndexOf("]");
  if (start === -1 || end < start) throw new UserError(`wrangler answered with something else than a list:\n${output}`);
  return JSON.parse(output.slice(start, end + 1)) as Item[];
}
