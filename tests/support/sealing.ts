// Seals and opens secrets as the platform does, written from its description and not from its code: what the platform
// stores must be readable by that description alone.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export interface MasterKey {
  id: string;
  secret: Buffer;
}

export interface Place {
  tenant: string;
  table: string;
  row: string;
  column: string;
}

export function newMasterKey(id: string): MasterKey {
  return { id, secret: randomBytes(32) };
}

/** The setting MASTER_KEYS: the first key is the active one. */
export function masterKeys(...keys: MasterKey[]): string {
  return keys.map(({ id, secret }) => `${id}:${secret.toString("base64")}`).join(",");
}

function sealingKey({ secret }: MasterKey): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), "pinewire/v1/seal", 32));
}

function associatedData({ tenant, table, row, column }: Place): Buffer {
  const parts = [tenant, table, row, column].flatMap((part) => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    return [length, Buffer.from(part)];
  });
  return Buffer.concat([Buffer.from("v1"), ...parts]);
}

export function seal(key: MasterKey, place: Place, secret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(key), nonce).setAAD(associatedData(place));
  const body = Buffer.concat([nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${key.id}.${body.toString("base64url")}`;
}

export function open(key: MasterKey, place: Place, sealed: string): string {
  const [version, id, text = ""] = sealed.split(".");
  if (version !== "v1" || id !== key.id) throw new Error(`sealed by ${version} ${id}`);
  const body = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(key), body.subarray(0, 12));
  decipher.setAAD(associatedData(place)).setAuthTag(body.subarray(-16));
  return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]).toString("utf8");
}
