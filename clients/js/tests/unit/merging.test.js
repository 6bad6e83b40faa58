// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { network, withNode } from '../support/with-node.js';

const ENTRY = { key: 'k', author: 'a', time: '2030-01-31T12:00:00.000Z', contentType: 'text/plain', text: 'b' };
const BOTH = { ...ENTRY, concurrent: [{ contentType: 'text/plain', text: 'a' }, { contentType: 'text/plain', text: 'b' }] };

withNode('a merge makes one value of several, and the entry shows all', async (node, connect) => {
  node.on('state.get', () => BOTH);
  node.on('state.entries', ({ after }) => (after === undefined ? [BOTH, { ...ENTRY, key: 'l' }] : []));
  node.on('state.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('state.changed', { subscription: 's1', ...BOTH, present: true }));
    return { subscription: 's1' };
  });
  const { state } = (await network(node, await connect())).pipeline('shared');
  const map = state.map('m', { merge: (values) => values.map(({ text }) => text).join('+') });
  const entry = await map.get('k');
  assert.equal(entry.text, 'a+b');
  assert.deepEqual(entry.concurrent.map(({ text }) => text), ['a', 'b']);
  const all = [];
  for await (const one of map.entries()) {
    all.push([one.key, one.text, one.concurrent.length]);
  }
  assert.deepEqual(all, [['k', 'a+b', 2], ['l', 'b', 1]]);
  const changes = map.changes();
  assert.equal((await changes.next()).value.text, 'a+b');
  await changes.return();
  for (const method of ['state.get', 'state.entries', 'state.subscribe']) {
    assert.ok(node.told(method).every(({ concurrent }) => concurrent === true), method);
  }
});

withNode('a merge may make bytes and values, and may be left out', async (node, connect) => {
  node.on('state.get', () => BOTH);
  const { state } = (await network(node, await connect())).pipeline('shared');
  const bytes = await state.map('m', { merge: () => new Uint8Array([7]) }).get('k');
  assert.deepEqual([bytes.contentType, bytes.bytes], ['application/octet-stream', new Uint8Array([7])]);
  const value = await state.map('m', { merge: () => ({ json: { n: 1 } }) }).get('k');
  assert.deepEqual([value.contentType, value.json()], ['application/json', { n: 1 }]);
  const shown = await state.map('m', { concurrent: true }).get('k');
  assert.deepEqual([shown.text, shown.concurrent.length], ['b', 2]);
  node.on('state.get', () => ENTRY);
  assert.equal((await state.map('m').get('k')).concurrent.length, 1);
  assert.equal(node.told('state.get').at(-1).concurrent, undefined);
});

withNode('the newest end before a message by its place, or before what has a name or a time', async (node, connect) => {
  node.on('pipeline.history', (_, peer) => {
    setImmediate(() => peer.notify('ended', { subscription: 's1', error: null }));
    return { subscription: 's1' };
  });
  const notes = (await network(node, await connect())).pipeline('notes');
  const before = { id: 'p.0', author: 'a', seq: 7, index: 2 };
  for (const place of [before, 'p.0', new Date(0)]) {
    for await (const message of notes.newest(2, { before: place })) {
      assert.fail(message.text);
    }
  }
  const asked = node.told('pipeline.history');
  assert.deepEqual(asked[0].beforeMessage, { author: 'a', seq: 7, index: 2 });
  assert.equal(asked[0].before, undefined);
  assert.deepEqual([asked[1].before, asked[2].before], ['p.0', '1970-01-01T00:00:00.000Z']);
});

withNode('who waits for copies sees how many there are', async (node, connect) => {
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', (_, peer, id) => {
    peer.notify('progress', { id, stage: 'storing', done: 1, of: 2, text: 'At one.' });
    return { receipt: 'stored', storedAt: 2 };
  });
  const notes = (await network(node, await connect())).pipeline('notes');
  const told = [];
  await notes.publish('one', { storedAt: 2, progress: ({ done, of }) => told.push([done, of]) });
  assert.deepEqual(told, [[1, 2]]);
});

withNode('what a merge throws, who reads the changes gets', async (node, connect) => {
  const pipes = await connect();
  node.on('state.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('state.changed', { subscription: 's1', ...BOTH, present: true }));
    return { subscription: 's1' };
  });
  const { state } = (await network(node, pipes)).pipeline('shared');
  const merge = () => {
    throw new Error('of the application');
  };
  await assert.rejects(state.map('m', { merge }).changes().next(), { message: 'of the application' });
  await node.until(() => node.told('subscription.cancel').length === 1);
  assert.equal((await pipes.status()).state, 'ready');
});
