// `npm test`: every test there is, and one line at the end.
//
// Usage: npm test [-- SUITE …]   only the named suites: unit, web, tooling, integration, contract, faults, browser

import { spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { build } from "./build.ts";
import { root, webDir } from "./project.ts";
import { exitWith, UserError } from "./setup/errors.mjs";
import { nodeModules } from "./setup/paths.mjs";
import { addCounts, type Counts, countNextest, countNode, countPlaywright, countVitest } from "./test/counts.ts";

interface Suite {
  /** The program and its arguments, or undefined when this checkout has no such tests. */
  command: () => string[] | undefined;
  count: (output: string) => Counts;
  /** Whether it runs the built workers. */
  needsBuild: boolean;
}

const bin = (name: string): string => path.join(nodeModules, ".bin", name);

/** Test files of one folder under tests/, run by Node's own test runner. */
function nodeTests(folder: string, needsBuild = true): Suite {
  return {
    command: () => {
      const files = globSync(`tests/${folder}/**/*.test.ts`, { cwd: root }).sort();
      // Two at a time: each file runs a platform of its own.
      return files.length > 0 ? [bin("node"), "--test", "--test-concurrency=2", ...files] : undefined;
    },
    count: countNode,
    needsBuild,
  };
}

const suites: Record<string, Suite> = {
  unit: {
    command: () => ["cargo", "nextest", "run", "--workspace", "--no-fail-fast", "--status-level=fail"],
    count: countNextest,
    needsBuild: false,
  },
  web: {
    command: () => (existsSync(webDir) ? [bin("vitest"), "run", "--root", webDir] : undefined),
    count: countVitest,
    needsBuild: false,
  },
  tooling: nodeTests("tooling", false),
  integration: nodeTests("integration"),
  contract: nodeTests("contract"),
  faults: nodeTests("faults"),
  browser: {
    command: () =>
      existsSync(path.join(root, "playwright.config.ts")) ? [bin("playwright"), "test", "--reporter=list"] : undefined,
    count: countPlaywright,
    needsBuild: true,
  },
};

/** Runs a program whose output is shown and read at once. */
function runAndRead(command: readonly string[]): Promise<{ code: number; output: string }> {
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      // Of the simulation of trading, so many lives: `cargo test` alone tries fewer.
      env: { PINEWIRE_SEEDS: "2000", ...process.env, NODE_NO_WARNINGS: "1" },
    });
    let output = "";
    for (const [stream, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      stream.on("data", (data: Buffer) => {
        output += data.toString();
        to.write(data);
      });
    }
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    throw new UserError(`There is no suite "${unknown.join('", "')}". Suites: ${Object.keys(suites).join(", ")}.`);
  }
  const chosen = Object.entries(suites).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const lines: string[] = [];
  const failedSuites: string[] = [];
  let total: Counts = { passed: 0, failed: 0, skipped: 0 };
  let isBuilt = false;
  for (const [name, suite] of chosen) {
    const command = suite.command();
    if (!command) continue;
    if (suite.needsBuild && !isBuilt) {
      await build();
      isBuilt = true;
    }
    process.stdout.write(`\n── ${name} ──\n`);
    const { code, output } = await runAndRead(command);
    const counts = suite.count(output);
    // A suite that failed without a failed test (it did not compile, it ran out of memory) counts as one failure.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    if (code === 0 && counts.passed === 0) failedSuites.push(`${name} (ran no test)`);
    if (code !== 0) failedSuites.push(name);
    total = addCounts(total, counts);
    lines.push(`  ${name.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
  process.stdout.write(`\n${lines.join("\n")}\n`);
  if (failedSuites.length > 0) process.stdout.write(`Failed: ${failedSuites.join(", ")}\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  if (failedSuites.length > 0 || total.passed === 0) process.exitCode = 1;
}

main().catch(exitWith);
