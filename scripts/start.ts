// `npm start`: runs the whole platform on this machine until it is stopped.
//
// Usage: npm start [-- --port PORT] [--data FOLDER] [--var NAME=VALUE …] [--verbose]

import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.ts";
import { startCrons } from "./platform/crons.ts";
import { defaultInstanceDir, type Instance, openInstance } from "./platform/instance.ts";
import { logTo } from "./platform/logs.ts";
import { localSettings } from "./platform/options.ts";
import { assertPortFree, type Platform, startPlatform } from "./platform/platform.ts";
import { forgetLostMessages } from "./platform/queues.ts";
import { exitWith, UserError } from "./setup/errors.mjs";
import { banner } from "./start/banner.ts";
import { ensureDemo } from "./start/demo.ts";
import { sendSamples } from "./start/samples.ts";
import { variables } from "./variables.ts";

interface Arguments {
  port: number;
  dir: string;
  vars: Record<string, string>;
  verbose: boolean;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: process.env.PORT ?? "8787" },
      data: { type: "string", default: defaultInstanceDir },
      var: { type: "string", multiple: true, default: [] },
      verbose: { type: "boolean", default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UserError(`"${values.port}" is not a port: give a number between 1 and 65535.`);
  }
  return { port, dir: path.resolve(values.data), vars: variables(values.var), verbose: values.verbose };
}

async function main(): Promise<void> {
  const { port, dir, vars, verbose } = readArguments();
  const url = `http://localhost:${port}`;
  await build();
  const instance = openInstance(dir, url);
  process.once("exit", () => instance.release());
  await assertPortFree(port);
  const platform = await startPlatform({
    storageDir: instance.storageDir,
    cacheDir: instance.cacheDir,
    port,
    settings: (origin) => localSettings(origin, instance.secrets, vars),
    onLog: logTo(instance.logFile, { verbose }),
    onRestart: () => process.stderr.write("workerd ended unexpectedly and was started again.\n"),
  });
  stopOnSignal();
  await forgetLostMessages(platform);
  startCrons({
    workers: platform.workers,
    recordFile: instance.cronsFile,
    run: (tick) => platform.tick(tick.worker, tick.cron, tick.scheduledTime),
    onError: (tick, error) =>
      process.stderr.write(`${tick.worker}: cron "${tick.cron}" failed: ${(error as Error).message}\n`),
  });
  await welcome(platform, instance);
}

async function welcome(platform: Platform, instance: Instance): Promise<void> {
  const { demo, created } = await ensureDemo(platform, instance.demoFile);
  const samples = created ? await sendSamples(demo.trader.webhook_url) : [];
  process.stdout.write(banner(platform.url, instance, demo, samples.length));
}

/**
 * Leaving runs every library's exit hook: the simulator ends workerd, its browser support ends Chrome. Ours comes first,
 * because theirs leave with an error code.
 */
function stopOnSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.prependListener(signal, () => {
      process.stdout.write("\nStopped.\n");
      process.exit(0);
    });
  }
}

main().catch(exitWith);
