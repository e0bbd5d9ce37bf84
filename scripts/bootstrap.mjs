/**
 * The entry of every npm script: brings a bare machine up to what the task needs, then runs the task. It uses nothing
 * but Node's built-in modules, since at first there is nothing else.
 *
 * Usage: node scripts/bootstrap.mjs TASK [ARGUMENTS]
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { cargoToolsStep, deny, isOnPath, nextest, wasmBindgen, workerBuild } from "./setup/cargo-tools.mjs";
import { chromeStep } from "./setup/chrome.mjs";
import { exitWith, UserError } from "./setup/errors.mjs";
import { checkNode, nodeModulesStep, projectNode } from "./setup/node-modules.mjs";
import { whenParentEnds } from "./setup/parent.mjs";
import { root } from "./setup/paths.mjs";
import { pythonStep } from "./setup/python.mjs";
import { checkRust, lintComponentsStep, wasmTargetStep } from "./setup/rust.mjs";
import { runSteps } from "./setup/steps.mjs";

const workerTools = [
  wasmTargetStep,
  cargoToolsStep("Compiling worker-build and wasm-bindgen (once per machine, some minutes)", () => [
    wasmBindgen(),
    workerBuild(),
  ]),
];
const nextestStep = cargoToolsStep("Compiling cargo-nextest (once per machine, some minutes)", () =>
  isOnPath(nextest) ? [] : [nextest],
);
const denyStep = cargoToolsStep("Compiling cargo-deny (once per machine, some minutes)", () =>
  isOnPath(deny) ? [] : [deny],
);

/** What each task needs beyond the npm packages. */
const tasks = {
  setup: [...workerTools, chromeStep],
  build: workerTools,
  start: [...workerTools, chromeStep],
  test: [...workerTools, nextestStep, chromeStep, pythonStep],
  check: [...workerTools, lintComponentsStep, denyStep],
  fix: [lintComponentsStep],
  openapi: [],
  size: workerTools,
  bench: workerTools,
  deploy: workerTools,
  import: [],
  "rotate-keys": [],
};

async function main() {
  const [task = "", ...args] = process.argv.slice(2);
  if (!(task in tasks)) throw new UserError(`Unknown task "${task}". Tasks: ${Object.keys(tasks).join(", ")}.`);
  checkNode();
  await checkRust();
  const done = await runSteps([nodeModulesStep, ...tasks[/** @type {keyof typeof tasks} */ (task)]]);
  const script = path.join(root, "scripts", `${task}.ts`);
  if (task === "setup") {
    process.stdout.write(done === 0 ? "Everything that is needed is here already.\n" : "The set-up is complete.\n");
    return;
  }
  if (!existsSync(script)) throw new UserError(`There is no ${script}.`);
  runTask(script, args);
}

/**
 * Hands over to the task, in the Node that the project brings along. Signals reach the task by themselves (it is in the
 * same process group on a terminal) or are passed on; this process ends when the task does.
 * @param {string} script
 * @param {string[]} args
 */
function runTask(script, args) {
  const child = spawn(projectNode, [script, ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: `${path.dirname(projectNode)}${path.delimiter}${process.env.PATH}` },
  });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  if (process.env.npm_lifecycle_event) whenParentEnds(() => child.kill("SIGTERM"));
  child.once("error", exitWith);
  child.once("close", (code, signal) => {
    if (signal) process.exit(signal === "SIGINT" ? 130 : 143);
    process.exit(code ?? 1);
  });
}

main().catch(exitWith);
