// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// As much deterministic CBOR as the vectors need: unsigned integers, byte strings, text, arrays, maps whose keys are in order, booleans and null.
import { integer, join, utf8 } from './bytes.mjs';

function head(major, value) {
  if (value < 24) return Uint8Array.of((major << 5) | value);
  if (value < 0x100) return Uint8Array.of((major << 5) | 24, value);
  if (value < 0x10000) return join(Uint8Array.of((major << 5) | 25), integer(value, 2));
  return join(Uint8Array.of((major << 5) | 26), integer(value, 4));
}

export function cbor(item) {
  if (item === null) return Uint8Array.of(0xf6);
  if (typeof item === 'boolean') return Uint8Array.of(item ? 0xf5 : 0xf4);
  if (typeof item === 'number') return head(0, item);
  if (item instanceof Uint8Array) return join(head(2, item.length), item);
  if (typeof item === 'string') return join(head(3, utf8(item).length), utf8(item));
  if (Array.isArray(item)) return join(head(4, item.length), ...item.map(cbor));
  if (item instanceof Map) return join(head(5, item.size), ...[...item].flat(1).map(cbor));
  throw new Error(`no CBOR for ${typeof item}`);
}
