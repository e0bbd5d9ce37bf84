import { UserError } from "./setup/errors.mjs";

/** Reads repeated `--var NAME=VALUE` arguments. */
export function variables(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new UserError(`"--var ${pair}" has no value: write --var NAME=VALUE.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
