// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// Noise_IKhfs+psk0_25519+MLKEM768_AESGCM_SHA256, written out token by token and without a pattern engine.
import { gcm } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { integer, join, utf8 } from './bytes.mjs';

const NAME = 'Noise_IKhfs+psk0_25519+MLKEM768_AESGCM_SHA256';
const NONE = new Uint8Array(0);

export const noiseNonce = (counter) => join(new Uint8Array(4), integer(counter, 8));

class Transcript {
  constructor(prologue) {
    this.hash = sha256(utf8(NAME));
    this.chainingKey = this.hash;
    this.mixHash(prologue);
  }

  mixHash(data) {
    this.hash = sha256(join(this.hash, data));
  }

  mixKey(secret) {
    const out = hkdf(sha256, secret, this.chainingKey, NONE, 64);
    this.chainingKey = out.slice(0, 32);
    this.key = out.slice(32);
    this.counter = 0;
  }

  mixKeyAndHash(secret) {
    const out = hkdf(sha256, secret, this.chainingKey, NONE, 96);
    this.chainingKey = out.slice(0, 32);
    this.mixHash(out.slice(32, 64));
    this.key = out.slice(64);
    this.counter = 0;
  }

  seal(plaintext) {
    const sealed = gcm(this.key, noiseNonce(this.counter++), this.hash).encrypt(plaintext);
    this.mixHash(sealed);
    return sealed;
  }

  ephemeral(publicKey) {
    this.mixHash(publicKey);
    this.mixKey(publicKey);
    return publicKey;
  }
}

/** Both messages and the secrets of one handshake, seen by somebody who knows the secrets of both sides. */
export function noiseLink({ prologue, psk, initiator, responder, payload1, payload2 }) {
  const dh = (secret, publicKey) => x25519.getSharedSecret(secret, publicKey);
  const pub = (secret) => x25519.getPublicKey(secret);
  const state = new Transcript(prologue);
  state.mixHash(pub(responder.static));

  // -> psk, e, es, e1, s, ss
  state.mixKeyAndHash(psk);
  const parts1 = [state.ephemeral(pub(initiator.ephemeral))];
  state.mixKey(dh(initiator.ephemeral, pub(responder.static)));
  const kem = ml_kem768.keygen(initiator.kemSeed);
  parts1.push(state.seal(kem.publicKey));
  parts1.push(state.seal(pub(initiator.static)));
  state.mixKey(dh(initiator.static, pub(responder.static)));
  parts1.push(state.seal(payload1));

  // <- e, ee, ekem1, se
  const parts2 = [state.ephemeral(pub(responder.ephemeral))];
  state.mixKey(dh(responder.ephemeral, pub(initiator.ephemeral)));
  const answer = ml_kem768.encapsulate(kem.publicKey, responder.kemRandom);
  parts2.push(state.seal(answer.cipherText));
  state.mixKey(answer.sharedSecret);
  state.mixKey(dh(responder.ephemeral, pub(initiator.static)));
  parts2.push(state.seal(payload2));

  const split = hkdf(sha256, NONE, state.chainingKey, NONE, 64);
  return {
    message1: join(...parts1),
    message2: join(...parts2),
    toResponder: split.slice(0, 32),
    toInitiator: split.slice(32),
    binding: state.hash,
  };
}
