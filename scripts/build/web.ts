// Builds the web app that the gateway serves.

import { existsSync } from "node:fs";
import path from "node:path";
import { root, webDir } from "../project.ts";
import { UserError } from "../setup/errors.mjs";
import { nodeModules } from "../setup/paths.mjs";
import { run, tail } from "../setup/run.mjs";
import { builtFrom, fingerprint, forgetBuilt, recordBuilt } from "./fingerprint.ts";
import { buildReference, referenceSources } from "./reference.ts";

const sources = ["web", "package-lock.json", ...referenceSources];

export function isWebStale(): boolean {
  return (
    existsSync(path.join(webDir, "vite.config.ts")) &&
    (!existsSync(path.join(webDir, "dist", "index.html")) || builtFrom("web") !== fingerprint(sources))
  );
}

export async function buildWeb(note: (text: string) => void): Promise<void> {
  const hash = fingerprint(sources);
  forgetBuilt("web");
  const { code, output } = await run(path.join(nodeModules, ".bin", "vite"), ["build", "web"], { cwd: root, onLine: note });
  if (code !== 0) throw new UserError(`The web app could not be built:\n${tail(output, 40)}`);
  await buildReference();
  recordBuilt("web", hash);
}
