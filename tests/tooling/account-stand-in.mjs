#!/usr/bin/env node
// Stands in for wrangler and the Cloudflare account behind it: keeps what was created in a file, and answers in the
// words and formats that wrangler uses.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = process.env.ACCOUNT_FILE ?? "";
const account = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : { d1: [], kv: [], r2: [], queues: [], secrets: {}, creations: 0 };
const args = process.argv.slice(2);
const command = args.join(" ");
const name = args.at(-1);

/** @param {string} message */
function fail(message) {
  process.stderr.write(`✘ [ERROR] ${message}\n`);
  process.exit(1);
}

/** @param {string[]} list @param {string} complaint */
function createNamed(list, complaint) {
  if (list.includes(name ?? "")) fail(complaint);
  list.push(name ?? "");
  account.creations += 1;
}

if (command === "d1 list --json") {
  process.stdout.write(JSON.stringify(account.d1, null, 2));
} else if (command.startsWith("d1 create")) {
  account.d1.push({ name, uuid: `uuid-of-${name}` });
  account.creations += 1;
} else if (command === "kv namespace list") {
  process.stdout.write(`A notice about a newer version.\n${JSON.stringify(account.kv, null, 2)}\n`);
} else if (command.startsWith("kv namespace create")) {
  account.kv.push({ title: name, id: `id-of-${name}` });
  account.creations += 1;
} else if (command.startsWith("r2 bucket create")) {
  createNamed(account.r2, "The bucket you tried to create already exists, and you own it. [code: 10004]");
} else if (command.startsWith("queues create")) {
  createNamed(account.queues, `Queue name '${name}' is already taken. [code: 11009]`);
} else if (command.startsWith("secret list")) {
  const secrets = account.secrets[name ?? ""];
  if (!secrets) fail(`Worker "${name}" not found. [code: 10007]`);
  process.stdout.write(
    JSON.stringify(secrets.map((/** @type {string} */ secret) => ({ name: secret, type: "secret_text" }))),
  );
} else {
  fail(`unexpected command: ${command}`);
}
writeFileSync(file, JSON.stringify(account));
