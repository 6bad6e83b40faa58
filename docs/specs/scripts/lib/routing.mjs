// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// An advert of a node with three neighbours, and what describes it to a peer.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fixed, hex, integer, join, label } from './bytes.mjs';
import { cbor } from './cbor.mjs';
import { sign } from './membership.mjs';

const hash = (...parts) => sha256(join(label('link-state'), ...parts));

export function routing() {
  const seed = fixed('routing node', 32);
  const network = fixed('routing network', 32);
  const author = fixed('routing author', 32);
  const delays = [0, 7, 15];
  const neighbours = delays
    .map((delay) => join(fixed(`routing neighbour ${delay}`, 16), integer(delay, 1)))
    .sort((one, other) => (hex(one) < hex(other) ? -1 : 1));
  const note = fixed('routing note', 20);
  const number = 70_000;
  const body = cbor([1, author, number, true, join(...neighbours), note]);
  const advert = cbor([body, sign(seed, 'link-state', cbor([network, body]))]);
  const entry = join(author.subarray(0, 16), integer(number, 8), hash(body).subarray(0, 16));
  const salt = fixed('routing salt', 8);
  const bucket = author[0] >> 2;
  const digests = Array.from({ length: 64 }, (_, number) => (number === bucket ? hash(entry) : hash()));
  return {
    network: hex(network),
    signingKey: hex(ed25519.getPublicKey(seed)),
    author: hex(author),
    number,
    neighbours: neighbours.map(hex),
    note: hex(note),
    advert: hex(advert),
    entry: hex(entry),
    root: hex(hash(...digests).subarray(0, 16)),
    salt: hex(salt),
    bucket,
    bucketHash: hex(hash(salt, hash(entry)).subarray(0, 8)),
    emptyBucketHash: hex(hash(salt, hash()).subarray(0, 8)),
    message: hex(cbor([4, [advert]])),
  };
}
