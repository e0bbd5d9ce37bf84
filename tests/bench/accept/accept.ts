// How many alerts per second one workerd accepts, beside a minimal JavaScript worker and hello world.

import { applyLoad, type Observation } from "../load.ts";
import { progress, type Scenario, table } from "../scenario.ts";
import { helloWorld, minimalWorker, pinewire, type Target, throughGateway } from "./targets.ts";

const connectionCounts = [1, 16, 50];
const warmUpSeconds = 2;

type Result = Omit<Observation, "answers"> & { target: string; connections: number };

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
    progress(`${target.name}: ${acknowledged.size} acknowledged ids verified`);
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
      return [name, connections, Math.round(requestsPerSecond), p50Ms, p99Ms, failures, ratio];
    });
  });
  return table(["worker", "connections", "requests/s", "p50 ms", "p99 ms", "failures", "ratio"], rows);
}

export const accept: Scenario = {
  about: "alerts per second that the webhook takes in, beside a minimal JavaScript worker",
  async run({ seconds, rounds }) {
    const results: Result[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`round ${round} of ${rounds}`);
      for (const start of [pinewire, minimalWorker, helloWorld, throughGateway])
        results.push(...(await measure(start, seconds)));
    }
    const failures = results.reduce((total, result) => total + result.failures, 0);
    if (failures > 0) throw new Error(`${failures} requests failed`);
    return `${report(results)}\n\nMedians of ${rounds} rounds; the ratio is to the minimal worker.`;
  },
};
