// Runs wrangler, the platform's own command line tool.

import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root, stateDir } from "./project.ts";
import { UserError } from "./setup/errors.mjs";
import { nodeModules } from "./setup/paths.mjs";
import { run, tail } from "./setup/run.mjs";

/** Tests of the deployment put a stand-in for the account in its place. */
const program = process.env.PINEWIRE_WRANGLER ?? path.join(nodeModules, ".bin", "wrangler");

const environment = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_LOG_PATH: path.join(stateDir, "logs"),
  // No questions: it answers them with their defaults.
  CI: "1",
};

/** Runs one wrangler command and returns what it wrote (without colours), whatever came of it. */
export async function tryWrangler(args: readonly string[]): Promise<{ code: number; output: string }> {
  const { code, output } = await run(program, args, { cwd: root, env: environment });
  return { code, output: stripVTControlCharacters(output) };
}

/** Runs one wrangler command that must succeed. */
export async function wrangler(args: readonly string[]): Promise<string> {
  const { code, output } = await tryWrangler(args);
  if (code !== 0) throw new UserError(`"wrangler ${args.join(" ")}" failed:\n${tail(output, 25)}`);
  return output;
}
