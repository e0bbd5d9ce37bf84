/**
 * One thing that a machine may still lack.
 * @typedef {object} Step
 * @property {string} label what is being done, for the progress line
 * @property {() => boolean | Promise<boolean>} needed whether it is lacking; quick, since it runs at every start
 * @property {(note: (text: string) => void) => Promise<void>} run puts it there or fails with a UserError
 */

import { Progress } from "./progress.mjs";

/**
 * Runs the steps that are needed, in order. Says nothing when none is.
 * @param {readonly Step[]} steps
 * @returns {Promise<number>} how many were run
 */
export async function runSteps(steps) {
  /** @type {Step[]} */
  const needed = [];
  for (const step of steps) if (await step.needed()) needed.push(step);
  const progress = new Progress(needed.length);
  for (const step of needed) await progress.step(step.label, step.run);
  return needed.length;
}
