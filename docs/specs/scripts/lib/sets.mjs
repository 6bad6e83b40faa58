// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// One function per vector file. All inputs come from fixed names, so the files are the same in every run.
import { gcm } from '@noble/ciphers/aes.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { argon2id } from '@noble/hashes/argon2.js';
import { expand, extract, hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { fixed, hex, join, label, unhex, utf8 } from './bytes.mjs';
import { cbor } from './cbor.mjs';
import { hpkeSeal } from './hpke.mjs';
import { xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from './kem.mjs';
import { noiseLink, noiseNonce } from './noise.mjs';
import { xaesSeal } from './xaes.mjs';

const NONE = new Uint8Array(0);
const shown = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value instanceof Uint8Array ? hex(value) : value]));

export function handshake() {
  return [['both payloads empty', 0, 0], ['short payloads', 5, 7], ['the longest payloads', 4096, 4096]].map(([comment, size1, size2]) => {
    const from = (name, length) => fixed(`handshake ${comment} ${name}`, length);
    const input = {
      prologue: from('prologue', 33),
      psk: from('psk', 32),
      initiator: { static: from('is', 32), ephemeral: from('ie', 32), kemSeed: from('ik', 64) },
      responder: { static: from('rs', 32), ephemeral: from('re', 32), kemRandom: from('rk', 32) },
      payload1: from('p1', size1),
      payload2: from('p2', size2),
    };
    return shown({
      comment,
      ...input,
      initiator: shown(input.initiator),
      responder: shown(input.responder),
      ...noiseLink(input),
    });
  });
}

export function record() {
  return [[0, 0], [1, 1], [2, 16384], [2 ** 20, 100], [2 ** 40, 100]].map(([counter, size]) => {
    const key = fixed(`record key ${counter}`, 32);
    const plaintext = fixed(`record ${counter}`, size);
    return shown({ key, counter, plaintext, record: gcm(key, noiseNonce(counter), NONE).encrypt(plaintext) });
  });
}

export function packet() {
  return [0, 1, 1000].map((size) => {
    const from = (name, length) => fixed(`packet ${size} ${name}`, length);
    const [epoch, author, salt] = [from('epoch', 32), from('author', 32), from('salt', 32)];
    const source = extract(sha256, epoch, salt);
    const key = expand(sha256, source, join(label('packet-key'), author), 32);
    const commitment = expand(sha256, source, join(label('packet-commit'), author), 32);
    const place = [2, 1, from('network', 32), from('tag', 16), from('epoch id', 32), author, 7, from('previous', 32)];
    const fields = [...place, 1 << 16, salt, commitment, from('head', 32)];
    const [header, content] = [cbor(fields), from('content', size)];
    const ciphertext = gcm(key, new Uint8Array(12), join(label('packet-aad'), header)).encrypt(content);
    const packet = cbor([fields, ciphertext, from('signature', 73)]);
    const stub = cbor([fields, [sha256(ciphertext)], from('signature', 73)]);
    const id = sha256(cbor([fields, sha256(ciphertext)]));
    return shown({ epoch, author, salt, header, content, commitment, ciphertext, packet, stub, id });
  });
}

export function signature() {
  return [['packet', 0], ['operation', 32], ['identity', 3000]].map(([name, size]) => {
    const seed = fixed(`signature seed ${name}`, 32);
    const message = fixed(`signature message ${name}`, size);
    const signed = cbor(['Signature1', unhex('a10127'), label(name), message]);
    const signature = join(unhex('8443a10127a0f65840'), ed25519.sign(signed, seed));
    return shown({ seed, publicKey: ed25519.getPublicKey(seed), label: name, message, signature });
  });
}

export function hpkeXwing() {
  return [['epoch-box', 32], ['prekey-box', 0], ['epoch-box', 500]].map(([name, size]) => {
    const from = (what, length) => fixed(`box ${name} ${size} ${what}`, length);
    const [seed, context, plaintext, random] = [from('seed', 32), from('context', 40), from('plaintext', size), from('random', 64)];
    const publicKey = xwingPublicKey(seed);
    const box = hpkeSeal(publicKey, join(label(name), context), plaintext, random);
    return shown({ seed, publicKey, label: name, context, plaintext, random, box });
  });
}

export function kem() {
  const mlKem = [0, 1, 2].map((number) => {
    const [seed, random] = [fixed(`ml-kem seed ${number}`, 64), fixed(`ml-kem random ${number}`, 32)];
    const key = ml_kem768.keygen(seed);
    const made = ml_kem768.encapsulate(key.publicKey, random);
    const other = fixed(`ml-kem other ${number}`, 1088);
    return shown({
      seed,
      random,
      publicKey: key.publicKey,
      ciphertext: made.cipherText,
      secret: made.sharedSecret,
      otherCiphertext: other,
      otherSecret: ml_kem768.decapsulate(other, key.secretKey),
    });
  });
  const xwing = [0, 1, 2].map((number) => {
    const [seed, random] = [fixed(`x-wing seed ${number}`, 32), fixed(`x-wing random ${number}`, 64)];
    const publicKey = xwingPublicKey(seed);
    const made = xwingEncapsulate(publicKey, random);
    if (hex(xwingDecapsulate(seed, made.ciphertext)) !== hex(made.secret)) throw new Error('X-Wing does not open what it made');
    return shown({ seed, random, publicKey, ...made });
  });
  return { mlKem, xwing };
}

export function derive() {
  return [['lane-key', 32], ['session', 64], ['store-key', 100]].map(([name, length]) => {
    const from = (what, size) => fixed(`derive ${name} ${what}`, size);
    const [source, salt, context] = [from('source', 32), from('salt', length === 64 ? 0 : 32), from('context', 9)];
    return shown({ source, salt, label: name, context, derived: hkdf(sha256, source, salt, join(label(name), context), length) });
  });
}

const sealedValue = (key, nonce, place, value) =>
  join(Uint8Array.of(1), nonce, xaesSeal(key, nonce, join(Uint8Array.of(1), place), value));

export function value() {
  return [0, 1, 5000].map((size) => {
    const from = (what, length) => fixed(`value ${size} ${what}`, length);
    const [key, nonce, place, plaintext] = [from('key', 32), from('nonce', 24), from('place', 20), from('plaintext', size)];
    return shown({ key, nonce, place, value: plaintext, sealed: sealedValue(key, nonce, place, plaintext) });
  });
}

export function keystore() {
  const checked = (item) => {
    const body = cbor(item);
    return join(body, sha256(join(label('keystore'), body)).slice(0, 8));
  };
  const make = (name, unlocking, source) => {
    const from = (what, length) => fixed(`keystore ${name} ${what}`, length);
    const [master, masterNonce] = [from('master', 32), from('master nonce', 24)];
    const wrapping = hkdf(sha256, source, NONE, label('keystore-unlock'), 32);
    const [secret, keyNonce] = [from('secret', 32), from('key nonce', 24)];
    const sealed = sealedValue(master, keyNonce, join(label('keystore'), utf8('node.sign')), secret);
    return {
      master,
      masterNonce,
      keystoreFile: checked(['pipes-keystore', 1, unlocking, sealedValue(wrapping, masterNonce, label('keystore-unlock'), master)]),
      keyName: 'node.sign',
      keyNonce,
      secret,
      keyFile: checked(['pipes-key', 1, 'node.sign', sealed]),
    };
  };
  const unlock = fixed('keystore unlock', 32);
  const salt = fixed('keystore salt', 16);
  const passphrase = 'correct horse battery staple';
  const [memoryKib, passes, lanes] = [8192, 1, 2];
  const stretched = argon2id(utf8(passphrase), salt, { m: memoryKib, t: passes, p: lanes, dkLen: 32, version: 0x13 });
  return {
    keyFile: shown({ unlock, unlockFile: checked(['pipes-unlock', 1, unlock]), ...make('key file', null, unlock) }),
    passphrase: shown({
      passphrase,
      memoryKib,
      passes,
      lanes,
      salt,
      ...make('passphrase', [memoryKib, passes, lanes, salt], stretched),
    }),
  };
}
