// What `npm start` promises about starting and stopping.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../scripts/project.ts";
import { RunningPlatform } from "../support/running-platform.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

/** Starts a platform that is expected to refuse. */
function tryStart(port: string, dir: string): Promise<{ code: number; output: string }> {
  const args = [path.join(root, "scripts", "start.ts"), "--port", port, "--data", dir];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, timeout: 120_000 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, output: stdout + stderr }),
    );
  });
}

describe("npm start", { timeout: 600_000 }, () => {
  let platform: RunningPlatform;
  before(async () => {
    platform = await RunningPlatform.create();
  });
  after(() => platform?.remove());

  test("prints what one needs to begin: it all works as printed", async () => {
    const { demo, output, url, api } = platform;
    assert.ok(output.includes(`pinewire is running at ${url}`));
    for (const { email, password } of [demo.trader, demo.admin]) {
      assert.ok(output.includes(`${email}  ${password}`));
      const login = await api.post("/api/auth/login", { email, password });
      assert.equal(login.status, 200, login.text);
    }
    const curl = /curl -X POST '(?<webhook>\S+)'.*\n.*-d '(?<body>.*)'/.exec(output)?.groups;
    assert.ok(curl?.webhook && curl.body, output);
    const answer = await api.request("POST", curl.webhook, {
      body: curl.body,
      headers: { "content-type": "application/json" },
    });
    assert.equal(answer.body?.success, true, answer.text);
  });

  test("the sample alerts are there, and their charts are drawn", async () => {
    const { email, password } = platform.demo.trader;
    const { body } = await platform.api.post("/api/auth/login", { email, password, transport: "bearer" });
    const api = platform.api.as(body.access_token);
    await waitFor(
      "the screenshots of the sample alerts",
      async () => {
        const { body: list } = await api.get("/api/signals");
        return (
          list.data.length >= 3 &&
          list.data.every((s: { screenshot_status: string }) => s.screenshot_status === "completed")
        );
      },
      { limitMs: 120_000, everyMs: 500 },
    );
  });

  test("a second platform on the same data or port is refused in a plain sentence", async () => {
    const { port } = new URL(platform.url);
    const sameData = await tryStart("8999", platform.dir);
    assert.equal(sameData.code, 1);
    assert.match(sameData.output, /running on this data already, at http:\/\/localhost:\d+/);

    const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-run-"));
    const samePort = await tryStart(port, dir);
    rmSync(dir, { recursive: true, force: true });
    assert.equal(samePort.code, 1);
    assert.match(samePort.output, new RegExp(`Port ${port} is taken by another program\\.`));
    assert.doesNotMatch(samePort.output, /\n\s+at /, "no stack trace");
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`${signal} ends every process, and the data is there at the next start`, async () => {
      const user = await signUp(platform);
      const webhookBefore = platform.demo.trader.webhook_url;
      assert.ok(platform.processes().length > 0);
      assert.equal(await platform.signal(signal), 0);
      await waitFor("every process to end", () => platform.processes().length === 0);

      await platform.start();
      const login = await platform.api.post("/api/auth/login", { email: user.email, password: user.password });
      assert.equal(login.status, 200, login.text);
      assert.equal(platform.demo.trader.webhook_url, webhookBefore);
      assert.doesNotMatch(platform.output, /Building|sample alerts were sent/);
    });
  }
});
