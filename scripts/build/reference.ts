// Adds the API reference to the built web app: the page /docs, the viewer that it runs, and the description that it
// shows. Nothing is loaded from anyone else's server.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import scalar from "@scalar/fastify-api-reference";
import { root, webDir } from "../project.ts";

/** What the pages are made of, besides the packages. */
export const referenceSources = ["docs/openapi.json", "scripts/build/reference.ts"];

const viewerPath = "/docs/viewer.js";
const startPath = "/docs/start.js";

// Scripts are files: the content security policy allows no others.
const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>pinewire API reference</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
  </head>
  <body>
    <div id="reference"></div>
    <script src="${viewerPath}"></script>
    <script src="${startPath}"></script>
  </body>
</html>
`;

const start = `Scalar.createApiReference("#reference", {
  url: "/openapi.json",
  // Fonts, telemetry, proxies and AI helpers would call other servers.
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
});
`;

/** Writes the pages into the web app's output. */
export async function buildReference(): Promise<void> {
  const dist = path.join(webDir, "dist");
  mkdirSync(path.join(dist, "docs"), { recursive: true });
  copyFileSync(path.join(root, "docs", "openapi.json"), path.join(dist, "openapi.json"));
  writeFileSync(path.join(dist, "docs.html"), page);
  writeFileSync(path.join(dist, startPath), start);
  writeFileSync(path.join(dist, viewerPath), await viewer());
}

/**
 * The viewer, as one file. Of the packages that carry it, the plugin for Fastify is the one that needs few others; it
 * has the file in memory and serves it on a route, which is read here without a server.
 */
async function viewer(): Promise<string> {
  const served = new Map<string, (request: unknown, reply: unknown) => unknown>();
  const server = { route: ({ url, handler }: { url: string; handler: () => unknown }) => served.set(url, handler) };
  await new Promise<void>((done, failed) => {
    const options = { routePrefix: "/docs", configuration: { url: "/openapi.json" } };
    scalar(server as never, options as never, (error?: Error) => (error ? failed(error) : done()));
  });
  const script = [...served].find(([url]) => url.endsWith(".js"));
  if (!script) throw new Error("the API reference's viewer was not found in its package");
  const reply = { header: () => reply, send: (body: string) => body };
  return String(script[1]({}, reply)).replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
}
