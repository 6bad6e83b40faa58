// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// XAES-256-GCM: a 24-byte nonce whose first half makes the key of the message.
import { ecb, gcm } from '@noble/ciphers/aes.js';
import { join } from './bytes.mjs';

function doubled(block) {
  const value = block.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) << 1n;
  const reduced = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
  return Uint8Array.from({ length: 16 }, (_, i) => Number((reduced >> BigInt(8 * (15 - i))) & 0xffn));
}

export function xaesSeal(key, nonce, aad, plaintext) {
  const aes = (block) => ecb(key, { disablePadding: true }).encrypt(block);
  const subkey = doubled(aes(new Uint8Array(16)));
  const half = (number) => {
    const input = join(Uint8Array.of(0, number, 0x58, 0), nonce.slice(0, 12));
    return aes(input.map((byte, i) => byte ^ subkey[i]));
  };
  return gcm(join(half(1), half(2)), nonce.slice(12), aad).encrypt(plaintext);
}
