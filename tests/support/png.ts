// Looks into pictures.

import { PNG } from "pngjs";

export interface Picture {
  width: number;
  height: number;
  /** How many pixels have a colour that is close to this one (`#rrggbb`). */
  count(colour: string): number;
}

/** Decodes a PNG; throws if it is none. */
export function readPng(bytes: ArrayBuffer | Uint8Array): Picture {
  const png = PNG.sync.read(Buffer.from(bytes as Uint8Array));
  return {
    width: png.width,
    height: png.height,
    count(colour) {
      const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
      let found = 0;
      for (let at = 0; at < png.data.length; at += 4) {
        if (wanted.every((value, channel) => Math.abs((png.data[at + channel] ?? 0) - value) < 8)) found += 1;
      }
      return found;
    },
  };
}
