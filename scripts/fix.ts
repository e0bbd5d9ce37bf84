// `npm run fix`: repairs what `npm run check` would complain about and a program can repair.

import path from "node:path";
import { root } from "./project.ts";
import { exitWith } from "./setup/errors.mjs";
import { nodeModules } from "./setup/paths.mjs";
import { runVisible } from "./setup/run.mjs";

async function main(): Promise<void> {
  const format = await runVisible("cargo", ["fmt", "--all"], { cwd: root });
  const biome = await runVisible(path.join(nodeModules, ".bin", "biome"), ["check", "--write", "."], { cwd: root });
  process.exitCode = Math.max(format, biome);
}

main().catch(exitWith);
