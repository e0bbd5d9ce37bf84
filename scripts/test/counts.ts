// Reads how many tests passed, failed and were skipped from what each test runner prints at its end.

import { stripVTControlCharacters } from "node:util";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** `Summary [ 1.2s] 10 tests run: 9 passed (1 slow), 1 failed, 2 skipped` */
export function countNextest(output: string): Counts {
  const line = lastMatch(stripVTControlCharacters(output), /^ *Summary .*$/gm);
  return {
    passed: number(line, /(\d+) passed/),
    failed: number(line, /(\d+) failed/) + number(line, /(\d+) timed out/) + number(line, /(\d+) exec failed/),
    skipped: number(line, /(\d+) skipped/),
  };
}

/** `ℹ pass 9` and so on, each on its own line. */
export function countNode(output: string): Counts {
  const text = stripVTControlCharacters(output);
  const value = (name: string): number => number(text, new RegExp(`^[ℹ#] ${name} (\\d+)$`, "m"));
  return {
    passed: value("pass"),
    failed: value("fail") + value("cancelled"),
    skipped: value("skipped") + value("todo"),
  };
}

/** `Tests  1 failed | 9 passed | 2 skipped (12)` */
export function countVitest(output: string): Counts {
  const line = lastMatch(stripVTControlCharacters(output), /^ *Tests +.*$/gm);
  return {
    passed: number(line, /(\d+) passed/),
    failed: number(line, /(\d+) failed/),
    skipped: number(line, /(\d+) skipped/) + number(line, /(\d+) todo/),
  };
}

/** `  1 failed`, `  9 passed (4.2s)` and so on, each on its own line; a flaky test passed at its second try. */
export function countPlaywright(output: string): Counts {
  const text = stripVTControlCharacters(output);
  const value = (name: string): number => number(text, new RegExp(`^  (\\d+) ${name}\\b`, "m"));
  return {
    passed: value("passed") + value("flaky"),
    failed: value("failed") + value("interrupted") + value("did not run"),
    skipped: value("skipped"),
  };
}

function lastMatch(text: string, pattern: RegExp): string {
  return text.match(pattern)?.at(-1) ?? "";
}

function number(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
