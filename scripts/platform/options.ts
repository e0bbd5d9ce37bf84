// Turns the wrangler.toml files into options for Miniflare, the simulator that wrangler itself uses. Wrangler's own
// reader does the work, so bindings mean here what they mean when deployed.

import { existsSync } from "node:fs";
import path from "node:path";
import type { V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import type { Worker } from "../project.ts";
import { UserError } from "../setup/errors.mjs";

/** Values that replace or add to the `vars` of every worker that declares them, and the secrets to hand out. */
export interface Settings {
  vars: Readonly<Record<string, string>>;
  /** By name; a worker gets those that its wrangler.toml lists under `secrets.required`. */
  secrets: Readonly<Record<string, string>>;
}

/** The settings of a platform that runs at this origin on this machine, with the vendors' stand-ins. */
export function localSettings(origin: string, secrets: Settings["secrets"], vars: Settings["vars"] = {}): Settings {
  const { port } = new URL(origin);
  return {
    vars: {
      PUBLIC_URL: origin,
      TRADINGVIEW_BROWSER_URL: `http://tradingview.localhost:${port}`,
      ALPACA_OAUTH_URL: `${origin}/sandbox/alpaca`,
      ...vars,
    },
    secrets,
  };
}

/** Miniflare's options for one prebuilt worker. */
export function workerOptions(worker: Worker, settings: Settings): V4WorkerOptions {
  if (!existsSync(worker.entry)) {
    throw new UserError(`${worker.name} is not built. Run "npm run build" first.`);
  }
  const config = unstable_readConfig({ config: worker.configPath }, { hideWarnings: true });
  // Secrets are handed out below; wrangler would look for them in the environment and warn that they are missing.
  const { workerOptions: read } = unstable_getMiniflareWorkerOptions({ ...config, secrets: undefined });
  // The rules say how a bundler treats imports; these modules are built already.
  const { modulesRules: _, ...options } = read as typeof read & { modulesRules?: unknown };
  const modulesRoot = path.dirname(worker.entry);
  return {
    ...options,
    name: worker.name,
    bindings: { ...(options.bindings as Record<string, string>), ...settingsOf(worker, settings) },
    modulesRoot,
    modules: [
      { type: "ESModule", path: worker.entry },
      { type: "CompiledWasm", path: path.join(modulesRoot, "index_bg.wasm") },
    ],
  };
}

function settingsOf(worker: Worker, settings: Settings): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of Object.keys(worker.config.vars ?? {})) {
    const value = settings.vars[name];
    if (value !== undefined) values[name] = value;
  }
  for (const name of worker.config.secrets?.required ?? []) {
    values[name] = settings.secrets[name] ?? "";
  }
  return values;
}
