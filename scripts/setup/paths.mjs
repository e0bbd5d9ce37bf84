import { mkdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const stateDir = path.join(root, ".pinewire");
export const nodeModules = path.join(root, "node_modules");

/** Programs that every checkout of this user shares; they are kept by version and never removed. */
export const toolsDir = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "pinewire", "tools");

/** Creates and returns the folder of this checkout's own records. */
export function ensureStateDir() {
  mkdirSync(stateDir, { recursive: true });
  return stateDir;
}

/**
 * The version of a crate in Cargo.lock.
 * @param {string} crate
 * @returns {string}
 */
export function lockedVersion(crate) {
  const lock = readFileSync(path.join(root, "Cargo.lock"), "utf8");
  const version = new RegExp(`^name = "${crate}"\nversion = "([^"]+)"`, "m").exec(lock)?.[1];
  if (!version) throw new Error(`Cargo.lock has no crate "${crate}"`);
  return version;
}
