// `npm run bench`: how many alerts per second one workerd accepts, beside a minimal JavaScript worker and hello world in
// the same run on the same machine. Numbers of one machine say little; the ratios say something.
//
// `npm run bench -- --only polls`: what an open chart's trading panel asks, from 50 connections.
// `npm run bench -- --only history`: a chart's 5,000 bars, cold and warm.
//
// Usage: npm run bench [-- --seconds 5] [--rounds 3] [--only alerts|polls|history]

import { parseArgs } from "node:util";
import { measureHistory, reportHistory } from "../tests/bench/history.ts";
import { applyLoad, type Observation } from "../tests/bench/load.ts";
import { measurePolls, reportPolls } from "../tests/bench/polls.ts";
import { helloWorld, minimalWorker, pinewire, type Target, throughGateway } from "../tests/bench/targets.ts";
import { build } from "./build.ts";
import { exitWith, UserError } from "./setup/errors.mjs";

const connectionCounts = [1, 16, 50];
const warmUpSeconds = 2;

type Result = Omit<Observation, "answers"> & { target: string; connections: number };

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 60)
    throw new UserError(`--${name} takes a number from 1 to 60.`);
  return value;
}

/** Measures one target at every number of connections, then compares what it acknowledged with what it stored. */
async function measure(start: () => Promise<Target>, seconds: number): Promise<Result[]> {
  const target = await start();
  try {
    const acknowledged = new Set<string>();
    const results: Result[] = [];
    const load = async (connections: number, duration: number): Promise<Observation> => {
      const observation = await applyLoad({ url: target.url, connections, seconds: duration });
      for (const answer of observation.answers) {
        const id = target.acknowledged(answer);
        if (id === undefined) continue;
        if (acknowledged.has(id)) throw new Error(`${target.name} acknowledged ${id} twice`);
        acknowledged.add(id);
      }
      return observation;
    };
    await load(16, warmUpSeconds);
    for (const connections of connectionCounts) {
      const { answers: _, ...observation } = await load(connections, seconds);
      results.push({ target: target.name, connections, ...observation });
    }
    const problems = await target.verify(acknowledged);
    if (problems.length > 0) throw new Error(`${target.name}: ${problems.join("; ")}`);
    process.stdout.write(`  ${target.name}: ${acknowledged.size} acknowledged ids verified\n`);
    return results;
  } finally {
    await target.stop();
  }
}

/** The middle one of several measurements of the same thing, by throughput. */
function median(results: readonly Result[]): Result {
  const sorted = [...results].sort((a, b) => a.requestsPerSecond - b.requestsPerSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("nothing was measured");
  return middle;
}

function report(results: readonly Result[]): string {
  const names = [...new Set(results.map((result) => result.target))];
  const rows = connectionCounts.flatMap((connections) => {
    const of = (name: string): Result =>
      median(results.filter((result) => result.target === name && result.connections === connections));
    const base = of(names[1] ?? "").requestsPerSecond;
    return names.map((name) => {
      const { requestsPerSecond, p50Ms, p99Ms, failures } = of(name);
      const ratio = (requestsPerSecond / base).toFixed(2);
      return `| ${name} | ${connections} | ${Math.round(requestsPerSecond)} | ${p50Ms} | ${p99Ms} | ${failures} | ${ratio} |`;
    });
  });
  return [
    "| worker | connections | requests/s | p50 ms | p99 ms | failures | ratio |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "5" },
      rounds: { type: "string", default: "3" },
      only: { type: "string" },
    },
  });
  const seconds = positive(values.seconds, "seconds");
  const rounds = positive(values.rounds, "rounds");
  await build();
  const wants = (name: string): boolean => values.only === undefined || values.only === name;
  if (wants("alerts")) await benchAlerts(seconds, rounds);
  if (wants("history")) process.stdout.write(`\n${reportHistory(await measureHistory())}\n`);
  if (wants("polls")) process.stdout.write(`\n${reportPolls(await measurePolls(seconds))}\n`);
}

async function benchAlerts(seconds: number, rounds: number): Promise<void> {
  const results: Result[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    process.stdout.write(`Round ${round} of ${rounds}\n`);
    for (const start of [pinewire, minimalWorker, helloWorld, throughGateway])
      results.push(...(await measure(start, seconds)));
  }
  process.stdout.write(`\n${report(results)}\n\nMedians of ${rounds} rounds; the ratio is to the minimal worker.\n`);
  if (results.some((result) => result.failures > 0)) throw new UserError("Some requests failed; see the table.");
}

main().catch(exitWith);
