// `npm run bench`: the benchmarks, one after the other.
//
// Usage: npm run bench [-- <scenario>…] [--seconds 5] [--rounds 3]

import { parseArgs } from "node:util";
import { accept } from "../tests/bench/accept/accept.ts";
import { accessBulk } from "../tests/bench/access-bulk.ts";
import { accessLists } from "../tests/bench/access-lists.ts";
import { history } from "../tests/bench/history.ts";
import { orders } from "../tests/bench/orders.ts";
import { polls } from "../tests/bench/polls.ts";
import { reconcile } from "../tests/bench/reconcile.ts";
import type { Scenario } from "../tests/bench/scenario.ts";
import { build } from "./build.ts";
import { exitWith, UserError } from "./setup/errors.mjs";

const scenarios: Record<string, Scenario> = {
  accept,
  "access-bulk": accessBulk,
  "access-lists": accessLists,
  history,
  orders,
  polls,
  reconcile,
};

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 60)
    throw new UserError(`--${name} takes a number from 1 to 60.`);
  return value;
}

function scenarioOf(name: string): Scenario {
  const scenario = scenarios[name];
  if (scenario) return scenario;
  const lines = Object.entries(scenarios).map(([known, { about }]) => `  ${known.padEnd(14)} ${about}`);
  throw new UserError(`There is no benchmark "${name}". There are:\n${lines.join("\n")}`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: "string", default: "5" }, rounds: { type: "string", default: "3" } },
  });
  const settings = { seconds: positive(values.seconds, "seconds"), rounds: positive(values.rounds, "rounds") };
  const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
  const chosen = names.map((name) => ({ name, scenario: scenarioOf(name) }));
  await build();
  for (const { name, scenario } of chosen) {
    process.stdout.write(`\n${name}: ${scenario.about}\n`);
    process.stdout.write(`\n${await scenario.run(settings)}\n`);
  }
}

main().catch(exitWith);
