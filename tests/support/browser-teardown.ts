import { rmSync } from "node:fs";

/** Removes the data of the platform that the browser tests used. */
export default function removeData(): void {
  const dir = process.env.PINEWIRE_BROWSER_TEST_DIR;
  if (dir) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}
