/**
 * Finds a Chrome for the platform's browser binding and for the browser tests, and remembers it for this checkout.
 * Without one everything else still runs.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ensureStateDir, stateDir } from "./paths.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {object} Chrome
 * @property {string} path the program
 * @property {string[]} args what it must be started with on this machine
 * @property {string} source where it comes from
 */

const recordPath = path.join(stateDir, "chrome.json");
const npmPackage = "@sparticuz/chromium@153.0.0";
const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/** Chrome refuses its sandbox to root, and looks up hosts on the internet at every start unless told otherwise. */
const baseArgs = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/**
 * The Chrome that the set-up found, or undefined.
 * @returns {Chrome | undefined}
 */
export function chromeRecord() {
  if (!existsSync(recordPath)) return undefined;
  const record = /** @type {Chrome | { path: null }} */ (JSON.parse(readFileSync(recordPath, "utf8")));
  return record.path !== null && existsSync(record.path) ? record : undefined;
}

/** @type {import("./steps.mjs").Step} */
export const chromeStep = {
  label: "Looking for a Chrome for chart screenshots",
  needed: () => {
    const wanted = process.env.CHROMIUM_PATH;
    const record = chromeRecord();
    return record === undefined || (wanted !== undefined && record.path !== wanted);
  },
  async run(note) {
    const chrome = (await installed()) ?? (await fromApt(note)) ?? (await fromNpm(note));
    writeFileSync(path.join(ensureStateDir(), "chrome.json"), JSON.stringify(chrome ?? { path: null }, null, 2));
    if (!chrome) {
      process.stdout.write(
        "  No Chrome was found or could be installed. Everything else runs; screenshots will say why they failed.\n" +
          "  To have them, install chromium or set CHROMIUM_PATH and start again.\n",
      );
    }
  },
};

/** @returns {Promise<Chrome | undefined>} */
async function installed() {
  const configured = process.env.CHROMIUM_PATH;
  if (configured) return check(configured, baseArgs, "CHROMIUM_PATH");
  for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
    for (const name of names) {
      const found = dir && existsSync(path.join(dir, name)) && (await check(path.join(dir, name), baseArgs, "system"));
      if (found) return found;
    }
  }
  return undefined;
}

/**
 * @param {(text: string) => void} note
 * @returns {Promise<Chrome | undefined>}
 */
async function fromApt(note) {
  if (process.getuid?.() !== 0 || (await run("apt-get", ["--version"])).code !== 0) return undefined;
  note("apt-get install chromium");
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, onLine: note };
  await run("apt-get", ["update", "-qq"], options);
  const { code } = await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  return code === 0 ? installed() : undefined;
}

/**
 * The npm package carries a Chromium in itself, for machines without apt or without root. It is large, so it is no
 * dependency of the project but fetched only here.
 * @param {(text: string) => void} note
 * @returns {Promise<Chrome | undefined>}
 */
async function fromNpm(note) {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const prefix = path.join(ensureStateDir(), "chromium");
  note(`npm install ${npmPackage}`);
  const installed = await run("npm", ["install", "--prefix", prefix, "--no-audit", "--no-fund", npmPackage], {
    onLine: note,
  });
  if (installed.code !== 0) return undefined;
  // Unpacked by a process of its own: the package is not among this project's modules.
  const script = "import('@sparticuz/chromium').then(async (m) => console.log(await m.default.executablePath()))";
  const unpacked = await run(process.execPath, ["-e", script], { cwd: prefix, env: { TMPDIR: prefix } });
  if (unpacked.code !== 0) return undefined;
  return check(unpacked.output.trim(), [...baseArgs, "--no-sandbox", "--no-zygote"], npmPackage);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} source
 * @returns {Promise<Chrome | undefined>} undefined when the program does not start
 */
async function check(program, args, source) {
  const { code } = await run(program, [...args, "--headless", "--version"]);
  return code === 0 ? { path: program, args, source } : undefined;
}
