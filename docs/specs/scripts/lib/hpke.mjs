// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// HPKE (RFC 9180), base mode, X-Wing (0x647a), HKDF-SHA256 (1), AES-256-GCM (2), one message.
import { gcm } from '@noble/ciphers/aes.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { integer, join, utf8 } from './bytes.mjs';
import { xwingEncapsulate } from './kem.mjs';

const SUITE = join(utf8('HPKE'), integer(0x647a, 2), integer(1, 2), integer(2, 2));
const NONE = new Uint8Array(0);

const labeledExtract = (salt, name, secret) => extract(sha256, join(utf8('HPKE-v1'), SUITE, utf8(name), secret), salt);
const labeledExpand = (key, name, info, length) =>
  expand(sha256, key, join(integer(length, 2), utf8('HPKE-v1'), SUITE, utf8(name), info), length);

export function hpkeSeal(recipient, info, plaintext, random) {
  const encapsulated = xwingEncapsulate(recipient, random);
  const context = join(Uint8Array.of(0), labeledExtract(NONE, 'psk_id_hash', NONE), labeledExtract(NONE, 'info_hash', info));
  const secret = labeledExtract(encapsulated.secret, 'secret', NONE);
  const key = labeledExpand(secret, 'key', context, 32);
  const nonce = labeledExpand(secret, 'base_nonce', context, 12);
  return join(encapsulated.ciphertext, gcm(key, nonce, NONE).encrypt(plaintext));
}
