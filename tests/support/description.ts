// The API as docs/openapi.json describes it: for tests that hold of every operation.

import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../scripts/project.ts";

export interface Operation {
  /** In capitals. */
  method: string;
  /** With parameters as `{name}`. */
  path: string;
  /** Whether anyone may call it. */
  isPublic: boolean;
  hasBody: boolean;
}

interface Description {
  paths: Record<string, Record<string, { security: unknown[]; requestBody?: unknown }>>;
}

/** Every operation that is described, which is every one that there is. */
export function operations(): Operation[] {
  const text = readFileSync(path.join(root, "docs", "openapi.json"), "utf8");
  const { paths } = JSON.parse(text) as Description;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      isPublic: operation.security.length === 0,
      hasBody: operation.requestBody !== undefined,
    })),
  );
}
