import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "./errors.mjs";
import { nodeModules, root } from "./paths.mjs";
import { looksOffline, run, tail } from "./run.mjs";

/** The Node that the project brings along; newer than what the system may have. */
export const projectNode = path.join(nodeModules, ".bin", "node");

const minimumNode = 20;

/** @param {string} version such as `v20.11.0` */
export function checkNode(version = process.version) {
  if (Number.parseInt(version.slice(1), 10) < minimumNode) {
    throw new UserError(
      `Node ${version} is too old: install Node ${minimumNode} or newer (https://nodejs.org) and run the command again.`,
    );
  }
}

/**
 * Whether every package of the lockfile is installed in its version. Packages for other kinds of machines are left out
 * by npm, so those do not count.
 */
function isInstalled() {
  const installedLock = path.join(nodeModules, ".package-lock.json");
  if (!existsSync(projectNode) || !existsSync(installedLock)) return false;
  const installed = packages(installedLock);
  return Object.entries(packages(path.join(root, "package-lock.json"))).every(
    ([name, entry]) => name === "" || entry.optional || entry.devOptional || installed[name]?.version === entry.version,
  );
}

/**
 * @param {string} lockfile
 * @returns {Record<string, { version: string, optional?: boolean, devOptional?: boolean }>}
 */
function packages(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}

/** @type {import("./steps.mjs").Step} */
export const nodeModulesStep = {
  label: "Installing npm packages",
  needed: () => !isInstalled(),
  async run(note) {
    // Not "npm ci": it refuses a lockfile that leaves out other platforms' optional packages, which some registries
    // do not carry. This installs the same locked versions, and changes neither package.json nor the lockfile.
    const args = ["install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline"];
    const { code, output } = await run("npm", args, { cwd: root, onLine: note });
    if (code === 127) throw new UserError("npm is not installed: install Node 20 or newer together with npm.");
    if (code !== 0) {
      throw new UserError(
        looksOffline(output)
          ? "The npm registry cannot be reached: connect to the network (or set npm's registry or proxy) and run the command again."
          : `"npm install" failed:\n${tail(output)}`,
      );
    }
    if (!existsSync(projectNode)) {
      throw new UserError(
        'npm did not run the install script of the package "node": allow install scripts (npm config set ignore-scripts false) and run the command again.',
      );
    }
  },
};
