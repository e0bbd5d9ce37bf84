// What one deployment is told: its public URL, and values for the workers' vars. Remembered in the state folder, so that
// the next deployment needs no arguments.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { stateDir } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { variables } from "../variables.ts";

export const deployDir = path.join(stateDir, "deploy");
const settingsFile = path.join(deployDir, "settings.json");

export interface DeploySettings {
  /** Origin under which the gateway is reached. */
  url: string;
  /** Whether the vendors' stand-ins are deployed too and used instead of the vendors. */
  sandbox: boolean;
  vars: Record<string, string>;
}

export interface DeployArguments {
  dryRun: boolean;
  settings: DeploySettings;
}

export function readDeployArguments(args: string[]): DeployArguments {
  const { values } = parseArgs({
    args,
    options: {
      "dry-run": { type: "boolean", default: false },
      "with-sandbox": { type: "boolean" },
      url: { type: "string" },
      var: { type: "string", multiple: true, default: [] },
    },
  });
  const remembered = remember();
  const dryRun = values["dry-run"];
  const url = values.url ?? remembered?.url ?? (dryRun ? "https://pinewire.example.com" : undefined);
  if (url === undefined) {
    throw new UserError(
      'Say under which address pinewire will be reached: "npm run deploy -- --url https://pinewire.example.com".',
    );
  }
  const sandbox = values["with-sandbox"] ?? remembered?.sandbox ?? false;
  const settings = { url: origin(url), sandbox, vars: { ...remembered?.vars, ...variables(values.var) } };
  if (!dryRun) save(settings);
  return { dryRun, settings };
}

function remember(): DeploySettings | undefined {
  return existsSync(settingsFile) ? (JSON.parse(readFileSync(settingsFile, "utf8")) as DeploySettings) : undefined;
}

function save(settings: DeploySettings): void {
  mkdirSync(deployDir, { recursive: true });
  writeFileSync(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
}

function origin(url: string): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "https:" || parsed.pathname !== "/") {
    throw new UserError(`"${url}" is not an origin: give one like https://pinewire.example.com.`);
  }
  return parsed.origin;
}

/** The vars of a deployment: what the wrangler.toml files say, made fit for production, then what the operator says. */
export function deployedVars({ url, sandbox, vars }: DeploySettings): Record<string, string> {
  const vendors: Record<string, string> = sandbox
    ? {
        TRADINGVIEW_BROWSER_URL: `${url}/sandbox/tradingview`,
        ALPACA_OAUTH_URL: `${url}/sandbox/alpaca`,
      }
    : {
        TRADINGVIEW_URL: "https://www.tradingview.com",
        TRADINGVIEW_BROWSER_URL: "https://www.tradingview.com",
        PINE_FACADE_URL: "https://pine-facade.tradingview.com",
        RESEND_URL: "https://api.resend.com",
        ALPACA_URL: "https://api.alpaca.markets",
        ALPACA_PAPER_URL: "https://paper-api.alpaca.markets",
        ALPACA_DATA_URL: "https://data.alpaca.markets",
        ALPACA_OAUTH_URL: "https://app.alpaca.markets",
      };
  return {
    PUBLIC_URL: url,
    ENVIRONMENT: "production",
    MAIL_FROM: `pinewire <no-reply@${new URL(url).hostname}>`,
    ...vendors,
    ...vars,
  };
}
