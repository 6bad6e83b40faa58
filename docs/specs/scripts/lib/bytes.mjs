// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// Byte strings, labels, and secrets that are the same in every run.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export { bytesToHex as hex, concatBytes as join, hexToBytes as unhex, utf8ToBytes as utf8 };

/** `pipes/1/NAME` and a zero byte. */
export const label = (name) => utf8ToBytes(`pipes/1/${name}\0`);

/** Bytes that stand for random ones: SHA-256 of the name and a counter, as many as wanted. */
export function fixed(name, length) {
  const out = new Uint8Array(length);
  for (let at = 0, block = 0; at < length; at += 32, block++) {
    out.set(sha256(utf8ToBytes(`${name} ${block}`)).subarray(0, length - at), at);
  }
  return out;
}

/** A big-endian integer of so many bytes. */
export function integer(value, length) {
  const out = new Uint8Array(length);
  for (let i = length - 1, rest = BigInt(value); i >= 0; i--, rest >>= 8n) out[i] = Number(rest & 0xffn);
  return out;
}
