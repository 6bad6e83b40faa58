// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// A small membership log, and a ticket into it.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fixed, hex, join, label, unhex } from './bytes.mjs';
import { cbor } from './cbor.mjs';

const ROLES = { owner: 0, admin: 1, writer: 2, reader: 3, relay: 4 };

const hash = (name, ...parts) => sha256(join(label(name), ...parts));

export function sign(seed, name, message) {
  const signed = cbor(['Signature1', unhex('a10127'), label(name), message]);
  return join(unhex('8443a10127a0f65840'), ed25519.sign(signed, seed));
}

function actor(name) {
  const [root, node] = [fixed(`membership ${name} root`, 32), fixed(`membership ${name} node`, 32)];
  const linkKey = x25519.getPublicKey(fixed(`membership ${name} link`, 32));
  const identity = cbor([ed25519.getPublicKey(root), name, fixed(`membership ${name} salt`, 16)]);
  const signingKey = ed25519.getPublicKey(node);
  const binding = (context) => sign(root, 'node-binding', cbor([context, signingKey, linkKey]));
  return {
    seed: node,
    signingKey,
    linkKey,
    candidate: (context) => [signingKey, linkKey, identity, binding(context)],
    id: (network) => hash('node', network, signingKey, linkKey),
  };
}

function operation(name, author, body, rest) {
  const encoded = cbor(body);
  const envelope = cbor([encoded, sign(author.seed, 'operation', encoded)]);
  return { name, id: hash('operation', encoded), envelope, ...rest };
}

function log() {
  const [olga, anna, ben] = ['olga', 'anna', 'ben'].map(actor);
  const salt = fixed('membership salt', 16);
  const recovery = ed25519.getPublicKey(fixed('membership recovery', 32));
  const first = [1, null, null, [], 1_000_000, 0, ['home', salt, recovery, ...olga.candidate(salt)]];
  const network = hash('network', cbor(first));
  const operations = [operation('genesis', olga, first, { author: olga.id(network) })];
  const tell = (name, author, parents, kind, fields) => {
    const ids = parents.map((parent) => operations.find((one) => one.name === parent).id);
    ids.sort((a, b) => (hex(a) < hex(b) ? -1 : 1));
    const body = [1, network, author.id(network), ids, 1_000_000 + operations.length, kind, fields];
    operations.push(operation(name, author, body, { author: author.id(network) }));
  };
  const add = (who, role, invitation) => [...who.candidate(network), ROLES[role], invitation];
  tell('add anna', olga, ['genesis'], 1, add(anna, 'admin', null));
  tell('add ben', anna, ['add anna'], 1, add(ben, 'writer', fixed('membership invitation', 16)));
  tell('statement', ben, ['add ben'], 4, ['epoch.1', fixed('membership statement', 40)]);
  tell('assign', olga, ['add ben'], 3, [ben.id(network), ROLES.reader]);
  tell('remove', olga, ['assign', 'statement'], 2, [anna.id(network), 0]);
  return { network, olga, anna, ben, operations };
}

const text = (object) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, value instanceof Uint8Array ? hex(value) : value]));

export function membership() {
  const { network, olga, anna, ben, operations } = log();
  const boxKey = fixed('membership box key', 1216);
  const prekey = cbor([network, ben.id(network), 3, boxKey]);
  return {
    network: hex(network),
    nodes: [olga, anna, ben].map((one) => text({ id: one.id(network), signingKey: one.signingKey, linkKey: one.linkKey })),
    operations: operations.map(text),
    head: hex(hash('membership-checkpoint', operations.at(-1).id)),
    prekey: text({ node: ben.id(network), version: 3, boxKey, encoded: cbor([prekey, sign(ben.seed, 'prekey', prekey)]) }),
  };
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

function crc32c(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.padEnd(Math.ceil(bits.length / 5) * 5, '0').match(/.{5}/g).map((five) => ALPHABET[parseInt(five, 2)]).join('');
}

export function ticket() {
  const { network, olga } = log();
  return [[], ['tcp://192.0.2.1:7171', 'tcp://[2001:db8::1]:7171']].map((addresses) => {
    const [invitation, secret] = [fixed('ticket invitation', 16), fixed('ticket secret', 32)];
    const issuer = olga.id(network);
    const fields = [1, network, 'home', issuer, olga.linkKey, addresses, invitation, secret, ROLES.writer, 4_000_000_000];
    const content = cbor(fields);
    const check = crc32c(content);
    const checked = join(content, Uint8Array.of(check >>> 24, check >>> 16, check >>> 8, check));
    const psk = expand(sha256, extract(sha256, secret, network), join(label('invitation-psk'), invitation), 32);
    return {
      ...text({ network, issuer, issuerLinkKey: olga.linkKey, invitation, secret, content, psk }),
      addresses,
      text: 'pipes1' + base32(checked),
    };
  });
}
