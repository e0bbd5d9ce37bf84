/**
 * A Python of this checkout's own, with the clients of vendors that exist for Python only. Contract tests run them.
 */

import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "./errors.mjs";
import { ensureStateDir, root, stateDir } from "./paths.mjs";
import { looksOffline, run, tail } from "./run.mjs";

const environmentDir = path.join(stateDir, "python");
const requirementsPath = path.join(root, "tests", "contract", "requirements.txt");
/** Beside the packages, which of them were installed. */
const recordPath = path.join(environmentDir, "installed");

/** The Python that has the packages. */
export const pythonPath = path.join(
  environmentDir,
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

function wanted() {
  return createHash("sha256").update(readFileSync(requirementsPath)).digest("hex");
}

/** @type {import("./steps.mjs").Step} */
export const pythonStep = {
  label: "Installing Python packages for the contract tests",
  needed: () => !existsSync(pythonPath) || !existsSync(recordPath) || readFileSync(recordPath, "utf8") !== wanted(),
  async run(note) {
    ensureStateDir();
    rmSync(environmentDir, { recursive: true, force: true });
    await createEnvironment(note);
    const args = ["-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check"];
    const { code, output } = await run(pythonPath, [...args, "-r", requirementsPath], { onLine: note });
    if (code !== 0) {
      throw new UserError(
        looksOffline(output)
          ? "The Python packages of the contract tests cannot be downloaded from PyPI: connect to the network and run the command again."
          : `Installing the Python packages of the contract tests failed:\n${tail(output)}`,
      );
    }
    writeFileSync(recordPath, wanted());
  },
};

/** @param {(text: string) => void} note */
async function createEnvironment(note) {
  const create = () => run("python3", ["-m", "venv", environmentDir], { onLine: note });
  if ((await create()).code === 0) return;
  // Debian's Python comes without the module that makes environments.
  if (process.platform === "linux" && process.getuid?.() === 0) {
    note("apt-get install python3-venv");
    const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, onLine: note };
    await run("apt-get", ["update", "-qq"], options);
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "python3", "python3-venv"], options);
    rmSync(environmentDir, { recursive: true, force: true });
    if ((await create()).code === 0) return;
  }
  throw new UserError(
    'Python 3.11 or newer with its venv module is missing: install it, e.g. "apt-get install python3 python3-venv", and run the command again.',
  );
}
