/**
 * The Rust programs that the build and the tests run: installed from crates.io, each version in a folder of its own
 * in the user's cache, so that checkouts share them and a new version never breaks an old checkout.
 */

import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { UserError } from "./errors.mjs";
import { lockedVersion, toolsDir } from "./paths.mjs";
import { looksOffline, run, tail } from "./run.mjs";

/**
 * @typedef {object} Tool
 * @property {string} crate
 * @property {string} version
 * @property {string} bin
 */

/** Compiles a worker crate to WebAssembly with its JavaScript glue. Moves together with the `worker` crate. */
export function workerBuild() {
  return { crate: "worker-build", version: lockedVersion("worker"), bin: "worker-build" };
}

/** Must be exactly the version of the wasm-bindgen crate that the workers link. */
export function wasmBindgen() {
  return { crate: "wasm-bindgen-cli", version: lockedVersion("wasm-bindgen"), bin: "wasm-bindgen" };
}

/** Runs the Rust tests. */
export const nextest = { crate: "cargo-nextest", version: "0.9.143", bin: "cargo-nextest" };

/** Checks licences, sources and banned crates. */
export const deny = { crate: "cargo-deny", version: "0.20.2", bin: "cargo-deny" };

/** @param {Tool} tool */
function installRoot(tool) {
  return path.join(toolsDir, `${tool.crate}-${tool.version}`);
}

/**
 * Where an installed tool is.
 * @param {Tool} tool
 */
export function toolPath(tool) {
  return path.join(installRoot(tool), "bin", tool.bin);
}

/**
 * Whether the tool is among the machine's own programs already.
 * @param {Tool} tool
 */
export function isOnPath(tool) {
  return (process.env.PATH ?? "").split(path.delimiter).some((dir) => dir && existsSync(path.join(dir, tool.bin)));
}

/**
 * These tools need not be optimised: that would more than triple the time that they take to compile, to save them a
 * quarter of a second each time that they run.
 */
const quickProfile = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
};

/**
 * A step that installs tools. They share a target folder, so that what they have in common is compiled once.
 * @param {string} label
 * @param {() => Tool[]} tools
 * @returns {import("./steps.mjs").Step}
 */
export function cargoToolsStep(label, tools) {
  const missing = () => tools().filter((tool) => !existsSync(toolPath(tool)));
  return {
    label,
    needed: () => missing().length > 0,
    async run(note) {
      mkdirSync(toolsDir, { recursive: true });
      await ensureOpenSslHeaders(note);
      const targetDir = path.join(toolsDir, `build-${process.pid}`);
      try {
        for (const tool of missing()) await install(tool, targetDir, note);
      } finally {
        rmSync(targetDir, { recursive: true, force: true });
      }
    },
  };
}

/**
 * @param {Tool} tool
 * @param {string} targetDir
 * @param {(text: string) => void} note
 */
async function install(tool, targetDir, note) {
  // Into a folder of its own first: a half-installed tool must not look like an installed one.
  const staging = `${installRoot(tool)}.${process.pid}`;
  const args = [
    "install",
    "--locked",
    "--root",
    staging,
    "--bin",
    tool.bin,
    "--version",
    `=${tool.version}`,
    tool.crate,
  ];
  const options = { env: { ...quickProfile, CARGO_TARGET_DIR: targetDir }, onLine: note };
  let { code, output } = await run("cargo", args, options);
  if (code !== 0 && !looksOffline(output)) {
    // The crate's own lockfile may name a version that was withdrawn since.
    ({ code, output } = await run(
      "cargo",
      args.filter((arg) => arg !== "--locked"),
      options,
    ));
  }
  if (code !== 0) {
    rmSync(staging, { recursive: true, force: true });
    throw new UserError(
      looksOffline(output)
        ? `${tool.crate} cannot be downloaded from crates.io: connect to the network and run the command again.`
        : `Installing ${tool.crate} ${tool.version} failed:\n${tail(output)}`,
    );
  }
  rmSync(installRoot(tool), { recursive: true, force: true });
  renameSync(staging, installRoot(tool));
}

/**
 * worker-build links OpenSSL.
 * @param {(text: string) => void} note
 */
async function ensureOpenSslHeaders(note) {
  if (process.platform !== "linux") return;
  if ((await run("pkg-config", ["--exists", "openssl"])).code === 0) return;
  const packages = ["pkg-config", "libssl-dev"];
  if (process.getuid?.() === 0 && (await run("apt-get", ["--version"])).code === 0) {
    note(`apt-get install ${packages.join(" ")}`);
    const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, onLine: note };
    await run("apt-get", ["update", "-qq"], options);
    const { code } = await run("apt-get", ["install", "-y", "-qq", ...packages], options);
    if (code === 0) return;
  }
  throw new UserError(
    `OpenSSL's headers are missing: install them, e.g. "apt-get install ${packages.join(" ")}", and run the command again.`,
  );
}
