// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// What applications write, held against the types. A line that must not compile says so.

import { type Message, Pipes, PipesError, type Stream } from '../../src/index.js';

const pipes = await Pipes.connect({ url: 'ws://127.0.0.1:7170/api/v1', token: 'x', encoding: 'cbor' });
await Pipes.connect();
await Pipes.connect({ home: '/tmp' });
// @ts-expect-error an address needs a token
await Pipes.connect({ url: 'ws://127.0.0.1:7170/api/v1' });
// @ts-expect-error there is no such encoding
await Pipes.connect({ encoding: 'xml' });

const network = await pipes.networks.create('home', { identity: 'anna', signal: AbortSignal.timeout(1000) });
const chat = await network.pipelines.open('chat', { kind: 'persistent' });
await chat.publish('hello', { storedAt: 2 });
await chat.publish({ json: { n: 1 }, key: 'k' });
// @ts-expect-error the node may have forgotten its name
const name: string = (await chat.publish('hello')).message;
console.log(name);
// @ts-expect-error a number is no content
await chat.publish(7);
const messages: Stream<Message> = chat.messages({ from: 'start' });
for await (const message of messages) {
  const text: string = message.text;
  // @ts-expect-error a time is a date
  const time: string = message.time;
  await chat.cursor('c').commit(message);
  console.log(text, time);
}
for await (const piece of chat.content('x', { progress: ({ done }) => console.log(done + 1) })) {
  console.log(piece.length);
}
const { receipts } = await network.node('bert').send('hello', { follow: true });
for await (const receipt of receipts) {
  // @ts-expect-error there is no such receipt
  console.log(receipt === 'read');
}
// @ts-expect-error who does not follow has no receipts
console.log((await network.node('bert').send('hello')).receipts);
const report = await network.pipelines.import(chat.export({ contents: true }), { progress: ({ of }) => console.log(of ?? 0) });
console.log(report.packets);
const merged = await chat.state.map('m', { merge: (values) => values.map(({ text }) => text).join() }).get('k');
console.log(merged?.concurrent.length);
for await (const piece of pipes.home.backUp('secret')) {
  console.log(piece.length);
}
const total: number | bigint = await chat.state.counter('c').value();
// @ts-expect-error in CBOR it may be a bigint
const exact: number = total;
await network.invite({ role: 'relay', uses: 2 });
await pipes.tokens.create('page', { network: 'home', pipeline: 'chat', verbs: ['pipeline'] });
network.pipelines.changes({ onRestart: () => console.log('again', exact) });
const offer = await network.services.offer('echo', async (call) => call.text);
offer.close();
for await (const { key } of chat.state.map('m').entries()) {
  console.log(key.length);
}
try {
  await network.node('bert').send(new Uint8Array([1]), { wait: 'delivered' });
} catch (failure) {
  if (failure instanceof PipesError && failure.code === 'unreachable' && failure.retry) {
    pipes.close();
  }
}
