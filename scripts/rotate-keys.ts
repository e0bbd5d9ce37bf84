// `npm run rotate-keys`: replaces the master key without a pause, in three steps.
//
//   1. npm run rotate-keys               puts a new key in front: it seals and signs, the others still open
//   2. start (or deploy) again; an admin calls POST /api/admin/keys/rotate until it answers "more": false
//   3. npm run rotate-keys -- --finish   removes the other keys; start (or deploy) again
//
// With --deployed the keys of the deployment are meant, else those of this machine.

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { deployDir } from "./deploy/settings.ts";
import { defaultInstanceDir } from "./platform/instance.ts";
import { exitWith, UserError } from "./setup/errors.mjs";

/** The setting with a new key in front. */
export function withNewKey(masterKeys: string): string {
  const numbers = masterKeys.split(",").map((entry) => Number(/^k(\d+):/.exec(entry.trim())?.[1] ?? 0));
  return `k${Math.max(...numbers) + 1}:${randomBytes(32).toString("base64")},${masterKeys}`;
}

/** The setting with its first key alone. */
export function withoutOldKeys(masterKeys: string): string {
  return masterKeys.split(",")[0] ?? masterKeys;
}

function main(): void {
  const options = { finish: { type: "boolean" }, deployed: { type: "boolean" } } as const;
  const { finish = false, deployed = false } = parseArgs({ options }).values;
  const file = path.join(deployed ? deployDir : defaultInstanceDir, "secrets.json");
  if (!existsSync(file)) {
    throw new UserError(
      `There are no keys in ${file}. ${deployed ? "Deploy" : "Start pinewire"} once to make the first.`,
    );
  }
  const secrets = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  const before = secrets.MASTER_KEYS;
  if (!before) throw new UserError(`There is no MASTER_KEYS in ${file}.`);
  const after = finish ? withoutOldKeys(before) : withNewKey(before);
  // Written aside first: a half-written file would lose every key.
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...secrets, MASTER_KEYS: after }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  const again = deployed ? "Deploy again" : "Start pinewire again";
  process.stdout.write(
    finish
      ? `Only the newest key is left. ${again}.\n`
      : `A new key seals and signs from the next start on; the old ones still open.\n` +
          `${again}, let an admin call POST /api/admin/keys/rotate until it answers "more": false, then run this with --finish.\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    main();
  } catch (error) {
    exitWith(error);
  }
}
