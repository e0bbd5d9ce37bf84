// `npm run check`: everything that can be said about the code without running it. Runs every check even when one fails.
//
// Usage: npm run check [-- NAME …]   only the named checks

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "./build.ts";
import { driftedFiles } from "./openapi.ts";
import { readWorkers, root } from "./project.ts";
import { deny, isOnPath, toolPath } from "./setup/cargo-tools.mjs";
import { exitWith, UserError } from "./setup/errors.mjs";
import { nodeModules } from "./setup/paths.mjs";
import { Progress } from "./setup/progress.mjs";
import { run } from "./setup/run.mjs";
import { measureSizes, overBudget, sizeReport } from "./size.ts";

/** A check resolves with what is wrong, or with nothing. */
type Check = (note: (text: string) => void) => Promise<string | undefined>;

const bin = (name: string): string => path.join(nodeModules, ".bin", name);

/** A check by a program that succeeds when all is well. */
function program(command: string, ...args: string[]): Check {
  return async (note) => {
    const { code, output } = await run(command, args, { cwd: root, onLine: note });
    return code === 0 ? undefined : output.trimEnd();
  };
}

const strict = ["--", "-D", "warnings"];

const checks: Record<string, Check> = {
  format: program("cargo", "fmt", "--all", "--check"),
  clippy: program("cargo", "clippy", "--quiet", "--workspace", "--all-targets", ...strict),
  "clippy-wasm": (note) => {
    const packages = readWorkers().flatMap((worker) => ["-p", worker.name]);
    return program(
      "cargo",
      "clippy",
      "--quiet",
      "--lib",
      "--target",
      "wasm32-unknown-unknown",
      ...packages,
      ...strict,
    )(note);
  },
  dependencies: (note) =>
    program(
      isOnPath(deny) ? deny.bin : toolPath(deny),
      "--log-level",
      "error",
      "check",
      "bans",
      "licenses",
      "sources",
    )(note),
  biome: program(bin("biome"), "ci", "--colors=off", "--error-on-warnings", "."),
  types: program(bin("tsc"), "--project", "."),
  "types-web": program(bin("tsc"), "--project", "web"),
  "types-browser-tests": program(bin("tsc"), "--project", "tests/browser"),
  versions: checkVersions,
  openapi: async () => {
    const drifted = await driftedFiles();
    return drifted.length === 0
      ? undefined
      : `The code says otherwise than ${drifted.join(" and ")}. Run "npm run openapi" and commit the result.`;
  },
  size: async () => {
    await build();
    const sizes = await measureSizes();
    return overBudget(sizes).length === 0 ? undefined : sizeReport(sizes);
  },
};

/** Versions that must move together. */
async function checkVersions(): Promise<string | undefined> {
  const require = createRequire(import.meta.url);
  const wrangler = JSON.parse(readFileSync(require.resolve("wrangler/package.json"), "utf8"));
  const project = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const needed: string = wrangler.dependencies.miniflare;
  const ours: string = project.devDependencies.miniflare;
  return needed === ours
    ? undefined
    : `package.json has miniflare ${ours}, but wrangler brings ${needed}: use the same.`;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in checks));
  if (unknown.length > 0) {
    throw new UserError(`There is no check "${unknown.join('", "')}". Checks: ${Object.keys(checks).join(", ")}.`);
  }
  const chosen = Object.entries(checks).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const progress = new Progress(chosen.length);
  const failed: string[] = [];
  for (const [name, check] of chosen) {
    await progress
      .step(name, async (note) => {
        const problem = await check(note);
        if (problem !== undefined) throw new UserError(problem);
      })
      .catch((error: Error) => {
        failed.push(name);
        process.stdout.write(`${error instanceof UserError ? error.message : error.stack}\n`);
      });
  }
  process.stdout.write(failed.length === 0 ? "All checks passed.\n" : `Failed: ${failed.join(", ")}\n`);
  if (failed.length > 0) process.exitCode = 1;
}

main().catch(exitWith);
