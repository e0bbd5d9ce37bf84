import { expect, it } from "vitest";
import type { DeadLetter } from "@/api/types";
import { groupByCause } from "./dead-groups";

const letter = (id: string, topic: string, error_code: string, created_at: string) =>
  ({ id, topic, error_code, created_at }) as DeadLetter;

it("groups dead letters by queue and cause, the largest group first, with the age of its oldest", () => {
  const groups = groupByCause([
    letter("a", "mail", "timeout", "2026-01-05T00:00:00Z"),
    letter("b", "screenshots", "timeout", "2026-01-04T00:00:00Z"),
    letter("c", "screenshots", "timeout", "2026-01-02T00:00:00Z"),
    letter("d", "screenshots", "cookies_expired", "2026-01-03T00:00:00Z"),
  ]);
  expect(groups.map(({ topic, errorCode, letters, oldest }) => [topic, errorCode, letters.length, oldest])).toEqual([
    ["screenshots", "timeout", 2, "2026-01-02T00:00:00Z"],
    ["mail", "timeout", 1, "2026-01-05T00:00:00Z"],
    ["screenshots", "cookies_expired", 1, "2026-01-03T00:00:00Z"],
  ]);
});
