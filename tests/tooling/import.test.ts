// What the import reads, and how: cookies in every way that they were written, times as Postgres writes them.

import assert from "node:assert/strict";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { decrypt } from "../../scripts/import/cookies.ts";
import { time } from "../../scripts/import/map.ts";

test("cookies open, however key and ciphertext were written", () => {
  const raw = randomBytes(32);
  const text = "0123456789abcdef0123456789abcdef";
  const keys: [string, Buffer][] = [
    [raw.toString("base64"), raw],
    [raw.toString("hex"), raw],
    [text, Buffer.from(text)],
    ["short", Buffer.concat([Buffer.from("short"), Buffer.alloc(27)])],
    ["a passphrase", createHash("sha256").update("a passphrase").digest()],
  ];
  for (const [key, bytes] of keys) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", bytes, nonce);
    const body = Buffer.concat([cipher.update("a cookie"), cipher.final(), cipher.getAuthTag()]);
    const all = Buffer.concat([nonce, body]);
    for (const sealed of [
      all.toString("base64"),
      all.toString("hex"),
      `${nonce.toString("base64")}:${body.toString("base64")}`,
      `${nonce.toString("hex")}.${body.toString("hex")}`,
      JSON.stringify({ iv: nonce.toString("base64"), data: body.toString("base64") }),
    ]) {
      assert.equal(decrypt(key, sealed), "a cookie", `${key} ${sealed}`);
    }
    assert.equal(decrypt("another key", all.toString("base64")), undefined);
    all.writeUInt8(all.readUInt8(20) ^ 1, 20);
    assert.equal(decrypt(key, all.toString("base64")), undefined, "tampered with");
  }
  for (const nonsense of ["", ":", "{}", '{"iv":"x"}', "not sealed", "{"])
    assert.equal(decrypt("key", nonsense), undefined);
});

test("times are read as Postgres writes them", () => {
  for (const [written, read] of [
    ["2024-01-15 10:30:00.123+00", "2024-01-15T10:30:00.123Z"],
    ["2024-01-15 10:30:00+0230", "2024-01-15T08:00:00.000Z"],
    ["2024-01-15T10:30:00", "2024-01-15T10:30:00.000Z"],
    ["2024-01-15", "2024-01-15T00:00:00.000Z"],
    ["soon", undefined],
    ["", undefined],
  ] as const) {
    assert.equal(time({ at: written }, "at"), read, written);
  }
});
