// The secrets of a deployment. Those that pinewire chooses itself are generated once and kept in the state folder;
// those of vendors come from the environment. What a worker has already is never replaced by a new value: data that was
// sealed with a lost key cannot be opened again.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newSecrets } from "../platform/instance.ts";
import type { Worker } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { deployDir } from "./settings.ts";

const generated = new Set(["MASTER_KEYS", "METRICS_TOKEN"]);
/** Secrets of features that are off when the value is empty. */
const optional = new Set(["SUPABASE_JWT_SECRET"]);

export const secretsFile = path.join(deployDir, "secrets.json");

/** The values to upload for each worker, by its name. */
export type SecretUploads = Map<string, Record<string, string>>;

export interface SecretSources {
  environment: Readonly<Record<string, string | undefined>>;
  /** Secrets that each worker has in the account, by the worker's name. */
  existing: ReadonlyMap<string, readonly string[]>;
  /** With the vendors' stand-ins no vendor's secret is needed. */
  sandbox: boolean;
}

/** Decides which secrets each worker is given, generating and keeping those that nobody has yet. */
export function planSecrets(workers: readonly Worker[], sources: SecretSources): SecretUploads {
  const kept = readKept();
  const fresh = newSecrets();
  const known = (name: string): string | undefined => sources.environment[name] ?? kept[name];
  const holders = (name: string): string[] =>
    [...sources.existing].filter(([, names]) => names.includes(name)).map(([worker]) => worker);

  const uploads: SecretUploads = new Map();
  for (const worker of workers) {
    const values: Record<string, string> = {};
    for (const name of worker.config.secrets?.required ?? []) {
      const value = known(name);
      if (value !== undefined) values[name] = value;
      else if (sources.existing.get(worker.name)?.includes(name)) continue;
      else if (holders(name).length > 0) {
        throw new UserError(
          `${worker.name} needs ${name}, which ${holders(name).join(" and ")} has, but its value is not known here. ` +
            `Set it in the environment (${name}=…), or bring ${path.relative(process.cwd(), secretsFile)} from where you deployed before.`,
        );
      } else if (generated.has(name) || sources.sandbox) {
        kept[name] = values[name] = fresh[name] ?? "";
      } else if (optional.has(name)) {
        values[name] = "";
      } else {
        throw new UserError(`${worker.name} needs the secret ${name}: set it in the environment (${name}=…).`);
      }
    }
    uploads.set(worker.name, values);
  }
  keep(kept);
  return uploads;
}

function readKept(): Record<string, string> {
  return existsSync(secretsFile) ? (JSON.parse(readFileSync(secretsFile, "utf8")) as Record<string, string>) : {};
}

function keep(secrets: Record<string, string>): void {
  mkdirSync(deployDir, { recursive: true });
  writeFileSync(secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
}
