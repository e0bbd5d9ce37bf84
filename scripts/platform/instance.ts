// One local installation of the platform: a folder with its storage, secrets, log and demo account. `npm start` uses one
// in the checkout; tests make their own. Only one process at a time may run an instance.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stateDir } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { endOrphans, isAlive } from "./orphans.ts";

export const defaultInstanceDir = path.join(stateDir, "data");

export interface Instance {
  dir: string;
  storageDir: string;
  cacheDir: string;
  logFile: string;
  demoFile: string;
  cronsFile: string;
  secrets: Record<string, string>;
  /** Removes the lock. Safe to call twice. */
  release(): void;
}

/** Opens an instance, creating what is missing, and takes its lock. What a killed session left running is ended. */
export function openInstance(dir: string, url: string): Instance {
  mkdirSync(dir, { recursive: true });
  const lockFile = path.join(dir, "lock.json");
  const holder = readLock(lockFile);
  if (holder && isAlive(holder.pid, "start.ts")) {
    throw new UserError(
      `pinewire is running on this data already, at ${holder.url} (process ${holder.pid}). Stop it first, or open that address.`,
    );
  }
  const cacheDir = path.join(dir, "cache");
  endOrphans(cacheDir);
  writeFileSync(lockFile, JSON.stringify({ pid: process.pid, url }));
  return {
    dir,
    storageDir: path.join(dir, "storage"),
    cacheDir,
    logFile: path.join(dir, "platform.log"),
    demoFile: path.join(dir, "demo.json"),
    cronsFile: path.join(dir, "crons.json"),
    secrets: secrets(path.join(dir, "secrets.json")),
    release() {
      if (readLock(lockFile)?.pid === process.pid) rmSync(lockFile, { force: true });
    },
  };
}

function readLock(file: string): { pid: number; url: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { pid: number; url: string };
  } catch {
    return undefined; // not there, or cut off by a crash: nobody holds it
  }
}

/** The local secrets: each made once, since what they seal is in the storage beside them. */
function secrets(file: string): Record<string, string> {
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};
  const made = { ...newSecrets(), ...known };
  if (Object.keys(made).length === Object.keys(known).length) return made;
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

/** Fresh values for every secret that the platform itself chooses; those of vendors stay empty. */
export function newSecrets(): Record<string, string> {
  return {
    MASTER_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    METRICS_TOKEN: randomBytes(24).toString("base64url"),
    RESEND_API_KEY: `re_${randomBytes(18).toString("base64url")}`,
    SUPABASE_JWT_SECRET: "",
    // What a trading panel proves by that it is the one that is configured.
    BROKER_CLIENT_SECRET: randomBytes(24).toString("base64url"),
    ALPACA_CLIENT_SECRET: `sandbox-${randomBytes(12).toString("hex")}`,
    // Of the account that the stand-in has from the start.
    ALPACA_DATA_KEY: "PKSANDBOXPAPER000001",
    ALPACA_DATA_SECRET: "sandbox-secret-of-an-account",
  };
}
