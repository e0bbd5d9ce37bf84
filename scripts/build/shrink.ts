// Makes a built worker smaller: with binaryen, in place of worker-build's own call of wasm-opt.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import binaryen from "binaryen";
import { UserError } from "../setup/errors.mjs";
import { nodeModules } from "../setup/paths.mjs";
import { run, tail } from "../setup/run.mjs";
import { root, type Worker } from "../project.ts";

/** What rustc's WebAssembly and wasm-bindgen's wrappers use; nothing that workerd may not know yet. */
const wasmFeatures = [
  "mutable-globals",
  "sign-ext",
  "nontrapping-float-to-int",
  "bulk-memory",
  "multivalue",
  "reference-types",
  "exception-handling",
].map((feature) => `--enable-${feature}`);

/**
 * worker-build's call keeps the functions' names (a tenth of a worker; panics tell file and line without) and inlines
 * what has one caller (fewer bytes, but bytes that compress worse: 4 % more).
 */
const smaller = ["-Os", "--one-caller-inline-max-function-size", "20", "--strip-debug", "--strip-producers"];

export async function shrink(worker: Worker): Promise<void> {
  const wasm = path.join(path.dirname(worker.entry), "index_bg.wasm");
  removeDeadClasses(wasm, readFileSync(worker.entry, "utf8"));
  const { code, output } = await run(path.join(nodeModules, ".bin", "wasm-opt"), [wasm, "-o", wasm, ...smaller, ...wasmFeatures], {
    cwd: root,
  });
  if (code !== 0) throw new UserError(`${worker.name} could not be shrunk:\n${tail(output, 20)}`);
}

/**
 * wasm-bindgen exports every class that any linked crate shows to JavaScript, with all that it needs. One whose instances
 * nobody can make is dead weight: JavaScript makes them by an exported `<class>_new`, Rust by the class's `__wrap`, which
 * the glue has for those classes only. (wasm-metadce would not know that, and orders functions so that they compress
 * worse.)
 */
function removeDeadClasses(wasm: string, glue: string): void {
  const module = binaryen.readBinary(readFileSync(wasm));
  const exports = Array.from({ length: module.getNumExports() }, (_, index) => {
    return binaryen.getExportInfo(module.getExportByIndex(index)).name;
  });
  const made = new Set([
    ...exports.flatMap((name) => /^(\w+)_new$/.exec(name)?.[1] ?? []),
    ...Array.from(glue.matchAll(/static __wrap\(.*?__wbg_(\w+)_free/gs), ([, name]) => name),
  ]);
  const classes = exports.flatMap((name) => /^__wbg_(\w+)_free$/.exec(name)?.[1] ?? []);
  for (const dead of classes.filter((name) => !made.has(name))) {
    const ofClass = new RegExp(`^(__wbg_((get|set)_)?)?${dead}_`);
    for (const member of exports.filter((name) => ofClass.test(name))) module.removeExport(member);
  }
  writeFileSync(wasm, module.emitBinary());
  module.dispose();
}
