// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// Prefaces, and the records of a lane with a change of key, as link.md has them.
import { gcm } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fixed, hex, integer, join, label, utf8 } from './bytes.mjs';

const NONE = new Uint8Array(0);

function preface(name, kind, invitation) {
  const from = (what, length) => fixed(`preface ${name} ${what}`, length);
  const [psk, linkKey, message] = [from('psk', 32), from('link key', 32), from('message', 1400)];
  const head = Uint8Array.of(1, kind);
  const mac = hmac(sha256, psk, join(label('preface-mac'), head, invitation, linkKey, message.slice(0, 32))).slice(0, 16);
  const bytes = join(head, mac, invitation, integer(message.length, 2), message);
  return { name, psk: hex(psk), linkKey: hex(linkKey), invitation: hex(invitation), message: hex(message), preface: hex(bytes) };
}

function varint(value) {
  const out = [];
  for (; value > 127; value = Math.floor(value / 128)) out.push((value % 128) | 128);
  return Uint8Array.of(...out, value);
}

const frame = (type, exchange, payload) => join(Uint8Array.of(type), varint(exchange), varint(payload.length), payload);

function lane() {
  const [direction, binding] = [fixed('lane direction', 32), fixed('lane binding', 32)];
  const plain = [
    join(frame(5, 0, integer(7, 8)), frame(1, 1, join(Uint8Array.of(2), varint(70000), utf8('message.1')))),
    join(frame(2 | 128, 300, fixed('fragment', 200)), frame(2, 300, utf8('end')), frame(9, 0, NONE)),
    join(frame(3, 1, varint(70000)), frame(7, 0, varint(2)), frame(8, 0, Uint8Array.of(0))),
  ];
  let secret = hkdf(sha256, direction, binding, join(label('lane'), Uint8Array.of(0)), 32);
  const records = plain.map((frames, counter) => {
    const key = hkdf(sha256, secret, NONE, label('lane-key'), 32);
    const sealed = gcm(key, join(new Uint8Array(4), integer(counter, 8)), NONE).encrypt(frames);
    if (counter === 1) secret = hkdf(sha256, secret, NONE, label('lane-rekey'), 32);
    return { frames: hex(frames), record: hex(join(integer(sealed.length, 2), sealed)) };
  });
  return { direction: hex(direction), binding: hex(binding), records };
}

// In the place of a lane, for a dedicated connection.
const DEDICATED = 5;
const DEDICATED_NUMBER = 0x123456789abc;

// Another connection for a lane, or a dedicated one, and the answer to it.
function attachment(number, lane, callerNext, calledNext) {
  const [direction, binding] = [fixed('lane direction', 32), fixed('lane binding', 32)];
  const secret = hkdf(sha256, direction, binding, label('lane-attach'), 32);
  const mac = (use, ...parts) => hmac(sha256, secret, join(label('lane-attach'), Uint8Array.of(use), ...parts));
  const named = lane === DEDICATED ? mac(4, integer(number, 8)) : mac(0, Uint8Array.of(lane), integer(number, 8));
  const id = named.slice(0, 16);
  const mask = mac(1, id);
  const masked = (bytes, from) => bytes.map((byte, i) => byte ^ mask[from + i]);
  const where = join(Uint8Array.of(lane), integer(callerNext, 8));
  const answered = integer(calledNext, 8);
  const call = join(Uint8Array.of(1, 3), id, masked(where, 0), mac(2, id, where).slice(0, 16));
  const answer = join(masked(answered, 9), mac(3, id, answered).slice(0, 16));
  return { number, lane, callerNext, calledNext, call: hex(call), answer: hex(answer) };
}

export function link() {
  return {
    prefaces: [preface('member', 1, NONE), preface('joiner', 2, fixed('preface invitation', 16))],
    lane: lane(),
    attachments: [attachment(0, 0, 3, 1), attachment(17, 4, 0, 1099511627776)],
    dedicated: attachment(DEDICATED_NUMBER, DEDICATED, DEDICATED_NUMBER, DEDICATED_NUMBER),
  };
}
