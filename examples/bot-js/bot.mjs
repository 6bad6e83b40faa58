// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// Rolls dice for the people of a chat.

import { randomInt } from 'node:crypto';
import { Pipes } from 'pipes-client';

const WISH = /^roll ([1-9][0-9]?)d([1-9][0-9]{0,2})$/;

const name = process.argv[2] ?? 'chat';
const pipes = await Pipes.connect();
const network = await pipes.networks.find(name);
if (network === null) {
  console.error(`This node is in no network '${name}'. Join it first: pipes network join TICKET`);
  process.exit(1);
}
const room = await network.pipelines.open('room', { kind: 'persistent' });

// The node remembers how far this bot has read: what was wished for while it did not run is rolled when it runs again.
const read = room.cursor('dice');
console.log('Write: roll 2d6');
for await (const message of read.messages()) {
  const [, count, sides] = WISH.exec(message.text) ?? [];
  if (count) {
    const dice = Array.from({ length: Number(count) }, () => randomInt(1, Number(sides) + 1));
    await room.publish(`${message.name} rolls ${dice.join(' + ')} = ${dice.reduce((sum, die) => sum + die)}`);
  }
  await read.commit(message);
}
