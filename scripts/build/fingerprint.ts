// Tells whether something must be built again: a hash over the contents of its inputs, kept beside nothing else in the
// state folder. Times of files do not count, so a fresh clone or a branch switch builds only what differs.

import { createHash, type Hash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, stateDir } from "../project.ts";

const recordsDir = path.join(stateDir, "built");
const ignored = new Set(["node_modules", "dist", "build", "target", ".wrangler"]);

/** Hash of files and folders (relative to the project's root) and of further values that decide about a result. */
export function fingerprint(inputs: readonly string[], ...values: readonly string[]): string {
  const hash = createHash("sha256");
  for (const value of values) hash.update(`${value}\0`);
  for (const input of [...inputs].sort()) addPath(hash, path.resolve(root, input));
  return hash.digest("hex");
}

function addPath(hash: Hash, file: string): void {
  if (!existsSync(file)) return;
  if (!statSync(file).isDirectory()) {
    hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file)).update("\0");
    return;
  }
  for (const name of readdirSync(file).sort()) {
    if (!ignored.has(name)) addPath(hash, path.join(file, name));
  }
}

/** The fingerprint that a thing was last built from. */
export function builtFrom(name: string): string | undefined {
  const file = path.join(recordsDir, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** To be called before a build begins: one that does not end leaves nothing that can be used. */
export function forgetBuilt(name: string): void {
  rmSync(path.join(recordsDir, name), { force: true });
}

export function recordBuilt(name: string, value: string): void {
  mkdirSync(recordsDir, { recursive: true });
  writeFileSync(path.join(recordsDir, name), value);
}
