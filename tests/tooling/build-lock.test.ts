// Builds of one checkout do not run at once, and one that is killed does not keep the next from running.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { whileLocked } from "../../scripts/build/lock.ts";

const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-lock-"));
after(() => rmSync(dir, { recursive: true, force: true }));

const script = path.resolve(import.meta.dirname, "../../scripts/build/lock.ts");

/** Another process that takes the lock, says so, and keeps it. */
async function holder() {
  const code = `import { whileLocked } from ${JSON.stringify(script)};
    await whileLocked(${JSON.stringify(dir)}, () => { console.log("held"); return new Promise((end) => setTimeout(end, 60_000)); }, () => {});`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

test("a second build waits for the first, and begins when that one is killed", async () => {
  const child = await holder();
  const events: string[] = [];
  const second = whileLocked(
    dir,
    async () => events.push("built"),
    () => events.push("waits"),
  );
  await sleep(1_000);
  assert.deepEqual(events, ["waits"]);
  child.kill("SIGKILL");
  await second;
  assert.deepEqual(events, ["waits", "built"]);
});

test("a build that fails gives the lock back", async () => {
  const failed = whileLocked(
    dir,
    () => Promise.reject(new Error("no")),
    () => assert.fail("nobody holds it"),
  );
  await assert.rejects(failed, /no/);
  await whileLocked(
    dir,
    async () => undefined,
    () => assert.fail("nobody holds it"),
  );
});
