/** JSON with line breaks; any other text as it is. */
export function prettyJson(text: string): string {
  // Parsing would change numbers beyond what a float can hold: such a text is shown as it came.
  if (/\d{16,}/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
