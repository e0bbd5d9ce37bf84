import type { DeadLetter } from "@/api/types";

/** Dead letters that failed for the same reason in the same queue. */
export interface DeadGroup {
  topic: string;
  errorCode: string;
  letters: DeadLetter[];
  /** When the first of them failed. */
  oldest: string;
}

/** Groups by cause, the largest group first. */
export function groupByCause(letters: readonly DeadLetter[]): DeadGroup[] {
  const groups = new Map<string, DeadGroup>();
  for (const letter of letters) {
    const key = `${letter.topic} ${letter.error_code}`;
    const group = groups.get(key);
    if (group === undefined) {
      const { topic, error_code: errorCode, created_at: oldest } = letter;
      groups.set(key, { topic, errorCode, letters: [letter], oldest });
    } else {
      group.letters.push(letter);
      if (letter.created_at < group.oldest) group.oldest = letter.created_at;
    }
  }
  return [...groups.values()].sort((a, b) => b.letters.length - a.letters.length);
}
