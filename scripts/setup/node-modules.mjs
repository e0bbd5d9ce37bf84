import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "./errors.mjs";
import { nodeModules, root } from "./paths.mjs";
import { looksOffline, run, tail } from "./run.mjs";

/** Remembers, inside node_modules, which lockfile it was installed from. */
const record = path.join(nodeModules, ".pinewire-lockfile");

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

function lockfileHash() {
  return createHash("sha256").update(readFileSync(path.join(root, "package-lock.json"))).digest("hex");
}

/** @type {import("./steps.mjs").Step} */
export const nodeModulesStep = {
  label: "Installing npm packages",
  needed: () =>
    !existsSync(projectNode) || !existsSync(record) || readFileSync(record, "utf8") !== lockfileHash(),
  async run(note) {
    const hash = lockfileHash();
    const { code, output } = await run("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline"], {
      cwd: root,
      onLine: note,
    });
    if (code === 127) throw new UserError("npm is not installed: install Node 20 or newer together with npm.");
    if (code !== 0) {
      throw new UserError(
        looksOffline(output)
          ? "The npm registry cannot be reached: connect to the network (or set npm's registry or proxy) and run the command again."
          : `"npm ci" failed:\n${tail(output)}`,
      );
    }
    if (!existsSync(projectNode)) {
      throw new UserError(
        'npm did not run the install script of the package "node": allow install scripts (npm config set ignore-scripts false) and run the command again.',
      );
    }
    writeFileSync(record, hash);
  },
};
