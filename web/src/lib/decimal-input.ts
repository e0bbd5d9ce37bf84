/**
 * A number as people type it, as the exact decimal text that the API takes; null when nothing was typed. A comma counts
 * as the decimal sign when it is the only sign (`1,5` in Turkish and Spanish). Other text goes to the server as it is,
 * for it to say what is wrong.
 */
export function decimalInput(typed: string): string | null {
  const text = typed.trim();
  if (text === "") return null;
  return /^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text;
}
