// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// Announcements of services: one as it has always been, of what is called; one that says who may use what; and one of a newer version.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fixed, hex, integer, join, label } from './bytes.mjs';
import { cbor } from './cbor.mjs';
import { sign } from './membership.mjs';

const SEED = fixed('service node', 32);
const NETWORK = fixed('service network', 32);
const AUTHOR = fixed('service author', 32);

const inOrder = (...ids) => ids.sort((one, other) => (hex(one) < hex(other) ? -1 : 1));
const NODES = inOrder(fixed('service friend 1', 32), fixed('service friend 2', 32));
const IDENTITIES = [fixed('service person', 32)];

/** Keys 3 and 4 are left out where there is nothing to say. */
function service(name, kind, metadata = [], access = null) {
  const said = new Map([[1, name], [2, kind]]);
  if (metadata.length > 0) said.set(3, metadata);
  if (access !== null) said.set(4, new Map(access));
  return said;
}

function announced(number, services) {
  const body = cbor([1, AUTHOR, number, services]);
  const mark = sha256(join(label('services'), body)).subarray(0, 8);
  return {
    number,
    announcement: hex(cbor([body, sign(SEED, 'services', cbor([NETWORK, body]))])),
    version: hex(join(AUTHOR, integer(number, 8), mark)),
  };
}

export function services() {
  return {
    network: hex(NETWORK),
    signingKey: hex(ed25519.getPublicKey(SEED)),
    author: hex(AUTHOR),
    nodes: NODES.map(hex),
    identities: IDENTITIES.map(hex),
    called: announced(1, [service('time', 0), service('weather', 0, ['place', 'here', 'unit', 'mm'])]),
    guarded: announced(70_000, [
      service('dns', 2, [], [[1, 3]]),
      service('files', 1, ['to', 'a shelf'], [[1, 2], [2, NODES], [3, IDENTITIES]]),
      service('nobody', 1, [], []),
      service('weather', 0),
      service('web', 1),
    ]),
    newer: announced(70_001, [service('later', 200, [], [[1, 9], [7, 'on Sundays']])]),
  };
}
