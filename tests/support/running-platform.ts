// The platform as a user runs it: `npm start`'s own program as a child process, on a folder of its own, which a test can
// kill without warning and start again on the same data.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { endOrphans, processesOf } from "../../scripts/platform/orphans.ts";
import { freePort } from "../../scripts/platform/platform.ts";
import { root } from "../../scripts/project.ts";
import type { Demo } from "../../scripts/start/demo.ts";
import { Client } from "./client.ts";
import { waitFor } from "./wait.ts";

export class RunningPlatform {
  readonly dir: string;
  readonly url: string;
  readonly api: Client;
  readonly #port: number;
  readonly #vars: string[];
  #child: ChildProcess | undefined;
  #output = "";

  private constructor(dir: string, port: number, vars: Record<string, string>) {
    this.dir = dir;
    this.#port = port;
    this.#vars = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
    this.url = `http://localhost:${port}`;
    this.api = new Client(this.url);
  }

  /** Starts a platform on new data, with other settings than the usual ones if need be, and waits until it is ready. */
  static async create(vars: Record<string, string> = {}): Promise<RunningPlatform> {
    const dir = mkdtempSync(path.join(os.tmpdir(), "pinewire-run-"));
    const platform = new RunningPlatform(dir, await freePort(), vars);
    try {
      await platform.start();
    } catch (error) {
      await platform.remove();
      throw error;
    }
    return platform;
  }

  /** Starts it (again), unless it runs, and waits until it says that it is ready. */
  async start(): Promise<void> {
    if (this.#child) return;
    this.#output = "";
    const script = path.join(root, "scripts", "start.ts");
    const child = spawn(
      process.execPath,
      [
        script,
        ...["--port", String(this.#port), "--data", this.dir],
        ...["--var", "RATE_LIMIT_PER_MINUTE=1000000", "--var", "RATE_LIMIT_CREDENTIALS_PER_MINUTE=1000000"],
        ...this.#vars,
      ],
      {
        cwd: root,
        // A process group of its own, so that all of it can be killed at once.
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#child = child;
    const collect = (data: Buffer): void => {
      this.#output += data.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    await waitFor(
      "the platform to start",
      () => {
        if (child.exitCode !== null) throw new Error(`the platform did not start:\n${this.#output}`);
        return this.#output.includes("pinewire is running at");
      },
      { limitMs: 180_000 },
    );
  }

  /** What it printed since its last start. */
  get output(): string {
    return this.#output;
  }

  /** Ends everything at once, as a power cut does: the runner, workerd and Chrome, none of them warned. */
  async kill9(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    const isRunning = child.exitCode === null && child.signalCode === null;
    if (isRunning) process.kill(-child.pid, "SIGKILL");
    endOrphans(this.#cacheDir);
    if (isRunning) await ended;
    this.#child = undefined;
    await waitFor("every process to end", () => this.processes().length === 0);
  }

  /** Sends the runner a signal and returns its exit code. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child) throw new Error("the platform does not run");
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    child.kill(signal);
    const code = await ended;
    this.#child = undefined;
    return code;
  }

  /** Ids of the processes (workerd, Chrome) that belong to this platform. */
  processes(): number[] {
    return processesOf(this.#cacheDir);
  }

  get demo(): Demo {
    return JSON.parse(readFileSync(path.join(this.dir, "demo.json"), "utf8")) as Demo;
  }

  /** Rows of a query on the D1 database's file, whether the platform runs or not. */
  query<Row = Record<string, unknown>>(sql: string, ...values: (string | number | null)[]): Row[] {
    const db = new DatabaseSync(this.#databaseFile(), { readOnly: true, timeout: 5_000 });
    try {
      return db.prepare(sql).all(...values) as Row[];
    } finally {
      db.close();
    }
  }

  #databaseFile(): string {
    const d1 = path.join(this.dir, "storage", "d1");
    const files = readdirSync(d1, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".sqlite") && !file.includes("metadata"))
      .map((file) => path.join(d1, file));
    const [file, ...others] = files;
    if (!file || others.length > 0) throw new Error(`expected one D1 database under ${d1}, found ${files.length}`);
    return file;
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.kill9();
    if (existsSync(this.dir)) rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  get #cacheDir(): string {
    return path.join(this.dir, "cache");
  }
}
