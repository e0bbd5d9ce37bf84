// `npm run openapi`: writes docs/openapi.json, the API's description, from the code; then what the web app generates
// from it. `npm run check` fails when the committed files differ.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import openapiTypescript, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { root } from "./project.ts";
import { exitWith, UserError } from "./setup/errors.mjs";
import { run, tail } from "./setup/run.mjs";

interface Generated {
  /** Relative to the project's root. */
  path: string;
  content: string;
}

const document = "docs/openapi.json";
const webClient = "web/src/api/schema.d.ts";

/** The files as the code of this moment would have them. */
async function generate(): Promise<Generated[]> {
  const { code, stdout, output } = await run("cargo", ["run", "--quiet", "-p", "pinewire-openapi"], { cwd: root });
  if (code !== 0) throw new UserError(`The API's description could not be generated:\n${tail(output, 30)}`);
  const description: unknown = JSON.parse(stdout);
  const types = astToString(await openapiTypescript(description as never));
  return [
    { path: document, content: `${JSON.stringify(description, null, 2)}\n` },
    { path: webClient, content: `${COMMENT_HEADER}${types}` },
  ];
}

/** The committed files that differ from what the code says. */
export async function driftedFiles(): Promise<string[]> {
  const generated = await generate();
  return generated.filter(({ path: file, content }) => read(file) !== content).map(({ path: file }) => file);
}

function read(file: string): string | undefined {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, "utf8") : undefined;
}

async function main(): Promise<void> {
  for (const { path: file, content } of await generate()) {
    writeFileSync(path.join(root, file), content);
    process.stdout.write(`wrote ${file}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main().catch(exitWith);
