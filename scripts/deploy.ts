// `npm run deploy`: brings the platform to a Cloudflare account, or up to date there. May be run again at any time.
//
// Usage: npm run deploy -- --url https://pinewire.example.com [--with-sandbox] [--var NAME=VALUE …] [--dry-run]

import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.ts";
import { assertSignedIn, ensureResources, listSecrets, neededResources } from "./deploy/account.ts";
import { deployedWorkers, type ResourceIds, writeDeployedConfig } from "./deploy/config.ts";
import { keepSecrets, planSecrets, readKeptSecrets } from "./deploy/secrets.ts";
import { type DeploySettings, deployDir, readDeployArguments } from "./deploy/settings.ts";
import { inDependencyOrder, readWorkers, type Worker } from "./project.ts";
import { exitWith, UserError } from "./setup/errors.mjs";
import { Progress } from "./setup/progress.mjs";
import { measureSizes, overBudget, sizeReport } from "./size.ts";
import { wrangler } from "./wrangler.ts";

async function dryRun(workers: readonly Worker[], settings: DeploySettings): Promise<void> {
  const { databases, namespaces, buckets, queues } = neededResources(workers);
  const unknownIds = { d1: {}, kv: {} };
  const sizes = await measureSizes(
    workers.map((worker) => ({ ...worker, configPath: writeDeployedConfig(worker, settings, unknownIds) })),
  );
  const steps = [
    `look up or create the D1 database ${databases.join(", ")}`,
    `look up or create the KV namespace ${namespaces.join(", ")}`,
    `look up or create the R2 bucket ${buckets.join(", ")}`,
    `look up or create the queues ${queues.join(", ")}`,
    `apply the D1 migrations to ${databases.join(", ")}`,
    ...workers.map((worker) => {
      const secrets = worker.config.secrets?.required ?? [];
      return `deploy ${worker.name}${secrets.length > 0 ? ` with the secrets ${secrets.join(", ")}` : ""}`;
    }),
    `ask ${settings.url}/health/ready whether all is well`,
  ];
  process.stdout.write(`\nA deployment to ${settings.url} would:\n`);
  process.stdout.write(`${steps.map((step, index) => `  ${index + 1}. ${step}`).join("\n")}\n`);
  process.stdout.write(`\nBundled sizes:\n${sizeReport(sizes)}\n`);
  if (overBudget(sizes).length > 0) throw new UserError("A worker is over the size budget.");
}

async function deploy(workers: readonly Worker[], settings: DeploySettings): Promise<void> {
  const progress = new Progress(workers.length + 5);
  await progress.step("Checking the Cloudflare sign-in", assertSignedIn);
  const ids: ResourceIds = await progress.step("Databases, namespaces, buckets and queues", (note) =>
    ensureResources(neededResources(workers), (name) => note(`created ${name}`)),
  );
  const uploads = await progress.step("Secrets", async () => {
    const existing = new Map<string, string[]>();
    for (const worker of workers) existing.set(worker.name, await listSecrets(worker.name));
    const kept = readKeptSecrets();
    const plan = planSecrets(workers, { environment: process.env, kept, existing, sandbox: settings.sandbox });
    // Before anything is uploaded: what was generated must not be lost when the deployment is cut short.
    keepSecrets(plan.kept);
    return plan.uploads;
  });
  await progress.step("D1 migrations", () => migrate(workers, settings, ids));
  for (const worker of workers) {
    await progress.step(`Deploying ${worker.name}`, () =>
      deployWorker(writeDeployedConfig(worker, settings, ids), uploads.get(worker.name) ?? {}),
    );
  }
  await progress.step(`Asking ${settings.url} whether all is well`, () => assertReady(settings.url));
  process.stdout.write(`\npinewire is deployed at ${settings.url}\n`);
}

/** Before the workers: new code needs the new schema, and migrations leave the old code working. */
async function migrate(workers: readonly Worker[], settings: DeploySettings, ids: ResourceIds): Promise<void> {
  const worker = workers.find((w) => (w.config.d1_databases ?? []).length > 0);
  if (!worker) return;
  const config = writeDeployedConfig(worker, settings, ids);
  await wrangler(["d1", "migrations", "apply", "DB", "--remote", "--config", config]);
}

async function deployWorker(config: string, secrets: Record<string, string>): Promise<void> {
  const file = path.join(deployDir, `upload-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  try {
    const withSecrets = Object.keys(secrets).length > 0 ? ["--secrets-file", file] : [];
    await wrangler(["deploy", "--config", config, ...withSecrets]);
  } finally {
    rmSync(file, { force: true });
  }
}

/** A new domain's certificate takes a while; the deployment itself is complete by then. */
async function assertReady(url: string): Promise<void> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(20_000) }).catch(() => undefined);
  if (answer?.status === 200) return;
  throw new UserError(
    answer
      ? `Everything was deployed, but ${url}/health/ready answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`
      : `Everything was deployed, but ${url} cannot be reached yet. A new domain needs some minutes for its certificate; look at ${url}/health/ready then.`,
  );
}

async function main(): Promise<void> {
  const { dryRun: isDryRun, settings } = readDeployArguments(process.argv.slice(2));
  await build();
  const workers = deployedWorkers(inDependencyOrder(readWorkers()), settings);
  await (isDryRun ? dryRun(workers, settings) : deploy(workers, settings));
}

main().catch(exitWith);
