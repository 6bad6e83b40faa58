// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
import readline from 'node:readline/promises';
import { Pipes } from 'pipes-client';

const pipes = await Pipes.connect();
const ticket = process.argv[2];
const begin = () => (ticket ? pipes.networks.join(ticket, { identity: 'bert' }) : pipes.networks.create('chat', { identity: 'anna' }));
const network = (await pipes.networks.find('chat')) ?? (await begin());
const room = await network.pipelines.open('room', { kind: 'persistent' });
if ((await network.info()).role === 'owner') console.log('Join with', (await network.invite()).ticket);

const heard = room.messages({ from: 'start' });
(async () => {
  for await (const message of heard) console.log(`${message.name}: ${message.text}`);
})();
for await (const line of readline.createInterface({ input: process.stdin })) await room.publish(line);
await heard.return();
pipes.close();
