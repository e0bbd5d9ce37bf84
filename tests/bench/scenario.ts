// What a benchmark is: something measured against a measure of its own, in one run on one machine. Numbers of one machine
// say little; the ratios say something.

/** What the command line sets. */
export interface Settings {
  /** How long each load is applied. */
  seconds: number;
  /** How often everything is measured; the medians are shown. */
  rounds: number;
}

export interface Scenario {
  /** One line for whoever asks what there is. */
  about: string;
  /** Measures, checks that what was measured was done right, and returns the report in Markdown. */
  run(settings: Settings): Promise<string>;
}

/** A Markdown table. */
export function table(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The value below which `percent` of the values lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

/** Says how far a scenario is. */
export function progress(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
