// Gives the simulator a Chrome. It looks for one of a certain version in a certain place in the user's cache folder and
// would download it otherwise. Each instance has a cache folder of its own (nothing of the user's is touched), with a
// wrapper there that starts the Chrome that the set-up found. Where none was found, the download is left to be tried.

import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromeRecord } from "../setup/chrome.mjs";

/** Prepares the cache folder and returns the environment variables that make the simulator use it. */
export function browserEnvironment(cacheDir: string): Record<string, string> {
  if (process.platform !== "linux") return { XDG_CACHE_HOME: cacheDir };
  const platform = process.arch === "arm64" ? "linux_arm" : "linux";
  const installDir = path.join(cacheDir, ".wrangler", "chrome", `${platform}-${expectedVersion()}`);
  const executable = path.join(installDir, "chrome-linux64", "chrome");
  const chrome = chromeRecord();
  if (chrome) {
    const wrapper = startScript(chrome.path, chrome.args);
    if (!existsSync(executable) || readFileSync(executable, "utf8") !== wrapper) {
      rmSync(installDir, { recursive: true, force: true });
      mkdirSync(path.dirname(executable), { recursive: true });
      writeFileSync(executable, wrapper);
      chmodSync(executable, 0o755);
    }
    writeFileSync(path.join(installDir, ".miniflare-install-complete"), "");
  } else if (existsSync(executable) && readFileSync(executable).subarray(0, 2).toString() === "#!") {
    rmSync(installDir, { recursive: true, force: true });
  }
  return { XDG_CACHE_HOME: cacheDir };
}

/** The Chrome version whose place in the cache the bundled simulator looks up. */
function expectedVersion(): string {
  const source = readFileSync(createRequire(import.meta.url).resolve("miniflare"), "utf8");
  const version = /BROWSER_VERSION = "([\d.]+)"/.exec(source)?.[1];
  if (!version) throw new Error("The bundled Miniflare no longer names its Chrome version.");
  return version;
}

function startScript(chrome: string, args: readonly string[]): string {
  const words = [chrome, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  return `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`;
}
