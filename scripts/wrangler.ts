// Runs wrangler, the platform's own command line tool.

import path from "node:path";
import { root, stateDir } from "./project.ts";
import { UserError } from "./setup/errors.mjs";
import { nodeModules } from "./setup/paths.mjs";
import { run, tail } from "./setup/run.mjs";

/** Tests of the deployment put a stand-in for the account in its place. */
const program = process.env.PINEWIRE_WRANGLER ?? path.join(nodeModules, ".bin", "wrangler");

const environment = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_LOG_PATH: path.join(stateDir, "logs"),
  // No colours, no questions: it answers them with their defaults.
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  CI: "1",
};

/** Runs one wrangler command and returns what it wrote, whatever came of it. */
export function tryWrangler(
  args: readonly string[],
  input?: { env?: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  return run(program, args, { cwd: root, env: { ...environment, ...input?.env } });
}

/** Runs one wrangler command that must succeed. */
export async function wrangler(args: readonly string[]): Promise<string> {
  const { code, output } = await tryWrangler(args);
  if (code !== 0) throw new UserError(`"wrangler ${args.join(" ")}" failed:\n${tail(output, 25)}`);
  return output;
}
