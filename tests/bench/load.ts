// Sends load from a process of its own, so that the generator and the program under test do not share an event loop.
// Run as a program: reads what to do as JSON from its first argument, writes what it saw as JSON.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { alertBody } from "./accept/alert.ts";

export interface Load {
  url: string;
  /** What is asked in turn; alerts are sent where nothing is. */
  polls?: { paths: string[]; token: string };
  connections: number;
  seconds: number;
}

export interface Observation {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not 200, and requests that got none. */
  failures: number;
  /** The bodies of the answers to alerts; of polls, those that are no success. */
  answers: string[];
}

/** Applies one load and waits for its end. */
export function applyLoad(load: Load): Promise<Observation> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(load)], { stdio: "inherit" });
    child.once("message", (observation) => resolve(observation as Observation));
    child.once("error", reject);
    child.once("exit", (code) => code === 0 || reject(new Error(`the load generator ended with ${code}`)));
  });
}

async function main(load: Load): Promise<Observation> {
  const answers: string[] = [];
  const alert: autocannon.Request = {
    method: "POST",
    setupRequest: (request) => ({
      ...request,
      headers: { ...request.headers, "content-type": "application/json" },
      body: alertBody(),
    }),
    onResponse: (status, body) => {
      if (status === 200) answers.push(body);
    },
  };
  const polls = load.polls?.paths.map(
    (path): autocannon.Request => ({
      method: "GET",
      path,
      headers: { authorization: `Bearer ${load.polls?.token}` },
      onResponse: (_, body) => {
        if (!body.startsWith('{"s":"ok"')) answers.push(body);
      },
    }),
  );
  const result = await autocannon({
    url: load.url,
    connections: load.connections,
    duration: load.seconds,
    requests: polls ?? [alert],
  });
  return {
    requestsPerSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.errors + result.timeouts + result.non2xx,
    answers,
  };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const observation = await main(JSON.parse(process.argv[2] ?? "{}") as Load);
  process.send(observation, () => process.disconnect());
}
