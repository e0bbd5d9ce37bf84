// The older system encrypted cookies by AES-GCM with one key of its own. How key and ciphertext were written has varied:
// each way is tried, and the cipher itself says which was right.

import { createDecipheriv, createHash } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Opens what the older system sealed, or returns undefined where no reading of key and ciphertext fits. */
export function decrypt(key: string, sealed: string): string | undefined {
  for (const [nonce, body] of ciphertexts(sealed)) {
    if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) continue;
    for (const bytes of keys(key)) {
      const opened = open(bytes, nonce, body);
      if (opened !== undefined) return opened;
    }
  }
  return undefined;
}

function open(key: Buffer, nonce: Buffer, body: Buffer): string | undefined {
  try {
    const cipher = createDecipheriv(key.length === 16 ? "aes-128-gcm" : "aes-256-gcm", key, nonce);
    cipher.setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([cipher.update(body.subarray(0, -TAG_BYTES)), cipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Base64, hexadecimal, the text's own bytes (cut or filled to 32), or their SHA-256. */
function keys(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  const filled = Buffer.alloc(32);
  utf8.copy(filled);
  const read = [
    Buffer.from(text, "base64"),
    Buffer.from(text, "hex"),
    utf8,
    filled,
    createHash("sha256").update(utf8).digest(),
  ];
  return read.filter(({ length }) => length === 16 || length === 32);
}

/** Nonce and ciphertext: one behind the other, separated by a colon or dot, or as members of an object. */
function* ciphertexts(sealed: string): Generator<[Buffer, Buffer]> {
  if (sealed.startsWith("{")) {
    const { iv, nonce, data, ciphertext, encrypted } = membersOf(sealed);
    const [first, second] = [iv ?? nonce, data ?? ciphertext ?? encrypted];
    if (first && second) yield* pairs(first, second);
    return;
  }
  const [first = "", second] = sealed.split(/[:.]/);
  if (second) yield* pairs(first, second);
  for (const encoding of ["base64", "hex"] as const) {
    const bytes = Buffer.from(sealed, encoding);
    yield [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
  }
}

function membersOf(json: string): Record<string, string | undefined> {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function* pairs(nonce: string, body: string): Generator<[Buffer, Buffer]> {
  for (const encoding of ["base64", "hex"] as const) yield [Buffer.from(nonce, encoding), Buffer.from(body, encoding)];
}
