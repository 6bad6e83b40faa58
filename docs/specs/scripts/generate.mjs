// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
// Writes every vector file, or with --check only says whether the committed ones are what this script makes.
import { readFileSync, writeFileSync } from 'node:fs';
import { link } from './lib/link.mjs';
import * as network from './lib/membership.mjs';
import { routing } from './lib/routing.mjs';
import { services } from './lib/service.mjs';
import * as sets from './lib/sets.mjs';

const FOLDER = new URL('../vectors/', import.meta.url);
const FILES = {
  'derive.json': sets.derive,
  'handshake.json': sets.handshake,
  'hpke-xwing.json': sets.hpkeXwing,
  'kem.json': sets.kem,
  'keystore.json': sets.keystore,
  'link.json': link,
  'membership.json': network.membership,
  'packet.json': sets.packet,
  'record.json': sets.record,
  'routing.json': routing,
  'service.json': services,
  'signature.json': sets.signature,
  'ticket.json': network.ticket,
  'value.json': sets.value,
};

const check = process.argv.includes('--check');
let differing = 0;
for (const [name, make] of Object.entries(FILES)) {
  const text = JSON.stringify(make(), null, 1) + '\n';
  const file = new URL(name, FOLDER);
  if (!check) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is not what this script makes`);
    differing++;
  }
}
console.log(check ? `${Object.keys(FILES).length} files checked, ${differing} differ` : `${Object.keys(FILES).length} files written`);
process.exitCode = differing === 0 ? 0 : 1;
