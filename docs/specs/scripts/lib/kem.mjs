// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// X-Wing from its parts, as its draft writes it, so that no ready-made combiner can hide a mistake.
import { x25519 } from '@noble/curves/ed25519.js';
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { join, utf8 } from './bytes.mjs';

const XWING_LABEL = utf8('\\.//^\\');

const combine = (latticeSecret, curveSecret, ephemeral, recipient) =>
  sha3_256(join(latticeSecret, curveSecret, ephemeral, recipient, XWING_LABEL));

function expand(seed) {
  const expanded = shake256(seed, { dkLen: 96 });
  const lattice = ml_kem768.keygen(expanded.slice(0, 64));
  const curveSecret = expanded.slice(64);
  return { lattice, curveSecret, curvePublic: x25519.getPublicKey(curveSecret) };
}

export function xwingPublicKey(seed) {
  const key = expand(seed);
  return join(key.lattice.publicKey, key.curvePublic);
}

export function xwingEncapsulate(publicKey, random) {
  const recipient = publicKey.slice(1184);
  const lattice = ml_kem768.encapsulate(publicKey.slice(0, 1184), random.slice(0, 32));
  const ephemeralSecret = random.slice(32);
  const ephemeral = x25519.getPublicKey(ephemeralSecret);
  const curveSecret = x25519.getSharedSecret(ephemeralSecret, recipient);
  return {
    ciphertext: join(lattice.cipherText, ephemeral),
    secret: combine(lattice.sharedSecret, curveSecret, ephemeral, recipient),
  };
}

export function xwingDecapsulate(seed, ciphertext) {
  const key = expand(seed);
  const ephemeral = ciphertext.slice(1088);
  const latticeSecret = ml_kem768.decapsulate(ciphertext.slice(0, 1088), key.lattice.secretKey);
  return combine(latticeSecret, x25519.getSharedSecret(key.curveSecret, ephemeral), ephemeral, key.curvePublic);
}
