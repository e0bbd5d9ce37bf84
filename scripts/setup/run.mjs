import { spawn } from "node:child_process";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {(line: string) => void} [onLine] receives each line that the program writes
 */

/**
 * Runs a program with its output kept back.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>} `output` is what it wrote anywhere; code 127
 *   when the program is not there
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let stdout = "";
    /** @param {Buffer} data */
    const collect = (data) => {
      const text = data.toString();
      output += text;
      const line = text
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1);
      if (line) options.onLine?.(line);
    };
    child.stdout.on("data", (data) => {
      stdout += data.toString();
      collect(data);
    });
    child.stderr.on("data", collect);
    child.once("error", (error) => resolve({ code: 127, output: output + error.message, stdout }));
    child.once("close", (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/**
 * Runs a program whose output belongs to the person at the keyboard.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; 127 when it is not there
 */
export function runVisible(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: "inherit",
    });
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/**
 * The last lines of a failed program's output, for an error message.
 * @param {string} output
 */
export function tail(output, lines = 15) {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Whether a failed download was the network's fault rather than the tool's.
 * @param {string} output
 */
export function looksOffline(output) {
  return /could ?n[o']t resolve host|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network is unreachable|failed to (download|fetch)|spurious network error|Temporary failure (in name )?resolv/i.test(
    output,
  );
}
