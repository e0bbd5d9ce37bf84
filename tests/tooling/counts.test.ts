// The counts at the end of `npm test` are read from what the test runners print.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countNextest, countNode, countPlaywright, countVitest } from "../../scripts/test/counts.ts";

test("nextest", () => {
  const output =
    "────\n\u001b[31;1m     Summary\u001b[0m [   4.219s] 120 tests run: 117 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n";
  assert.deepEqual(countNextest(output), { passed: 117, failed: 3, skipped: 4 });
});

test("Node's runner", () => {
  const output = "ℹ tests 7\nℹ suites 0\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 12\n";
  assert.deepEqual(countNode(output), { passed: 4, failed: 2, skipped: 1 });
});

test("Vitest", () => {
  const output = " Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 20 passed | 2 skipped (23)\n";
  assert.deepEqual(countVitest(output), { passed: 20, failed: 1, skipped: 2 });
});

test("Playwright", () => {
  const output =
    "  1 failed\n    [chromium] › a.spec.ts:3:1 › 9 passed ──\n  1 flaky\n  2 skipped\n  15 passed (31.2s)\n";
  assert.deepEqual(countPlaywright(output), { passed: 16, failed: 1, skipped: 2 });
});

test("a runner that printed nothing ran nothing", () => {
  for (const count of [countNextest, countNode, countVitest, countPlaywright]) {
    assert.deepEqual(count("error: could not compile"), { passed: 0, failed: 0, skipped: 0 });
  }
});
