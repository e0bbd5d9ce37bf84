// The secrets of a deployment. Those that pinewire chooses itself are generated once and kept in the state folder;
// those of vendors come from the environment. What a worker has already is never replaced by a new value: data that was
// sealed with a lost key cannot be opened again.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newSecrets } from "../platform/instance.ts";
import type { Worker } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { deployDir } from "./settings.ts";

const generated = new Set(["MASTER_KEYS", "METRICS_TOKEN", "BROKER_CLIENT_SECRET"]);
/** Secrets of features that are off when the value is empty. */
const optional = new Set(["SUPABASE_JWT_SECRET", "ALPACA_DATA_KEY", "ALPACA_DATA_SECRET", "ALPACA_CLIENT_SECRET"]);

const keptFile = path.join(deployDir, "secrets.json");

type Values = Record<string, string>;

export interface SecretSources {
  environment: Readonly<Record<string, string | undefined>>;
  /** Generated at an earlier deployment. */
  kept: Readonly<Values>;
  /** Names of the secrets that each worker has in the account, by the worker's name. */
  existing: ReadonlyMap<string, readonly string[]>;
  /** With the vendors' stand-ins no vendor's secret is needed. */
  sandbox: boolean;
}

export interface SecretPlan {
  /** The values to upload for each worker, by its name. What is not among them stays as it is. */
  uploads: ReadonlyMap<string, Readonly<Values>>;
  /** What to keep for later deployments. */
  kept: Readonly<Values>;
}

/** Decides which secrets each worker is given, generating those that nobody has yet. */
export function planSecrets(workers: readonly Worker[], sources: SecretSources): SecretPlan {
  const kept = { ...sources.kept };
  const fresh = newSecrets();
  const uploads = new Map<string, Values>();
  for (const worker of workers) {
    const values: Values = {};
    for (const name of worker.config.secrets?.required ?? []) {
      const value = sources.environment[name] ?? kept[name];
      if (value !== undefined) {
        values[name] = value;
      } else if (sources.existing.get(worker.name)?.includes(name)) {
        // It has one that is not known here: leave it.
      } else if (holders(name, sources).length > 0) {
        throw new UserError(
          `${worker.name} needs ${name}, which ${holders(name, sources).join(" and ")} has, but its value is not known here. ` +
            `Set it in the environment (${name}=…), or bring ${path.basename(keptFile)} from where you deployed before to ${deployDir}.`,
        );
      } else if (generated.has(name) || sources.sandbox) {
        values[name] = fresh[name] ?? "";
        kept[name] = values[name];
      } else if (optional.has(name)) {
        values[name] = "";
      } else {
        throw new UserError(`${worker.name} needs the secret ${name}: set it in the environment (${name}=…).`);
      }
    }
    uploads.set(worker.name, values);
  }
  return { uploads, kept };
}

function holders(name: string, { existing }: SecretSources): string[] {
  return [...existing].filter(([, names]) => names.includes(name)).map(([worker]) => worker);
}

export function readKeptSecrets(): Values {
  return existsSync(keptFile) ? (JSON.parse(readFileSync(keptFile, "utf8")) as Values) : {};
}

export function keepSecrets(secrets: Readonly<Values>): void {
  mkdirSync(deployDir, { recursive: true });
  writeFileSync(keptFile, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
}
