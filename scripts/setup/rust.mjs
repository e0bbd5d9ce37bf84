import { existsSync } from "node:fs";
import path from "node:path";
import { UserError } from "./errors.mjs";
import { looksOffline, run, tail } from "./run.mjs";

const target = "wasm32-unknown-unknown";

/** Fails with a plain sentence when the machine has no usable Rust or no C linker. */
export async function checkRust() {
  const cargo = await run("cargo", ["--version"]);
  if (cargo.code !== 0) {
    throw new UserError(
      "Rust is not installed (no cargo in PATH): install it with rustup from https://rustup.rs and run the command again.",
    );
  }
  if ((await run("cc", ["--version"])).code !== 0) {
    throw new UserError(
      'There is no C compiler (cc), which Rust needs for linking: install one, e.g. "apt-get install gcc libc6-dev".',
    );
  }
}

/** @type {import("./steps.mjs").Step} */
export const wasmTargetStep = {
  label: `Adding Rust's ${target} target`,
  async needed() {
    const { code, output } = await run("rustc", ["--print", "sysroot"]);
    return code !== 0 || !existsSync(path.join(output.trim(), "lib", "rustlib", target, "lib"));
  },
  async run(note) {
    const { code, output } = await run("rustup", ["target", "add", target], { onLine: note });
    if (code === 127) {
      throw new UserError(
        `This Rust has no ${target} target and there is no rustup to add it: install Rust from https://rustup.rs.`,
      );
    }
    if (code !== 0) {
      throw new UserError(
        looksOffline(output)
          ? `Rust's ${target} target cannot be downloaded: connect to the network and run the command again.`
          : `"rustup target add ${target}" failed:\n${tail(output)}`,
      );
    }
  },
};

/** @type {import("./steps.mjs").Step} */
export const lintComponentsStep = {
  label: "Adding rustfmt and clippy",
  async needed() {
    const [fmt, clippy] = await Promise.all([
      run("cargo", ["fmt", "--version"]),
      run("cargo", ["clippy", "--version"]),
    ]);
    return fmt.code !== 0 || clippy.code !== 0;
  },
  async run(note) {
    const { code, output } = await run("rustup", ["component", "add", "rustfmt", "clippy"], { onLine: note });
    if (code !== 0) throw new UserError(`"rustup component add rustfmt clippy" failed:\n${tail(output)}`);
  },
};
