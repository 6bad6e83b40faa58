// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { Refusal, SILENCE } from '../support/scripted-node.js';
import { uncaughtIn } from '../support/uncaught.js';
import { network, withNode } from '../support/with-node.js';

async function taken(pieces) {
  const all = [];
  for await (const piece of pieces) {
    all.push(...piece);
  }
  return all;
}

withNode('a history comes in pieces, and says how much', async (node, connect) => {
  const pieces = ['AAE=', 'Ag==', null];
  node.on('archive.export', () => ({ archive: 'a1' }));
  node.on('archive.read', () => ({ base64: pieces.shift() }));
  const notes = (await network(node, await connect())).pipeline('notes');
  const told = [];
  assert.deepEqual(await taken(notes.export({ contents: true, progress: ({ stage, done, of }) => told.push([stage, done, of]) })), [0, 1, 2]);
  assert.deepEqual(told, [['writing', 2, null], ['writing', 3, null]]);
  assert.deepEqual(node.told('archive.export'), [{ network: 'n1', name: 'notes', contents: true }]);
  assert.deepEqual(node.told('archive.read')[0], { archive: 'a1' });
  assert.equal(node.told('subscription.cancel').length, 0);
});

withNode('who leaves the loop gives the file back', async (node, connect) => {
  node.on('archive.export', () => ({ archive: 'a1' }));
  node.on('archive.read', () => ({ base64: 'AAE=' }));
  const notes = (await network(node, await connect())).pipeline('notes');
  for await (const piece of notes.export()) {
    assert.equal(piece.length, 2);
    break;
  }
  await node.until(() => node.told('subscription.cancel').length === 1);
  assert.deepEqual(node.told('subscription.cancel'), [{ subscription: 'a1' }]);
});

withNode('a signal breaks off what the node does', async (node, connect) => {
  node.on('backup.create', () => ({ backup: 'b1' }));
  node.on('backup.read', () => SILENCE);
  const pipes = await connect();
  const giveUp = new AbortController();
  const first = pipes.home.backUp('secret', { signal: giveUp.signal }).next();
  await node.until(() => node.told('backup.read').length === 1);
  giveUp.abort(new Error('enough'));
  await assert.rejects(first, { message: 'enough' });
  await node.until(() => node.told('call.cancel').length === 1 && node.told('subscription.cancel').length === 1);
  assert.deepEqual(node.told('backup.create'), [{ passphrase: Buffer.from('secret').toString('base64') }]);
});

withNode('a file is handed over piece by piece, and then the node says what has become of it', async (node, connect) => {
  node.on('archive.import', () => ({ archive: 'a1' }));
  node.on('archive.write', ({ base64 }) => (base64 === undefined ? { name: 'notes', packets: 2, complete: true } : { complete: false }));
  const home = await network(node, await connect());
  const told = [];
  const report = await home.pipelines.import(new Blob([new Uint8Array(300_000)]), { progress: ({ done, of }) => told.push([done, of]) });
  assert.deepEqual(report, { name: 'notes', packets: 2, complete: true });
  assert.deepEqual(told.at(-1), [300_000, 300_000]);
  assert.equal(node.told('archive.write').length, told.length + 1);
});

withNode('a file that is none fails, and is begun anew and not repeated when the connection is lost', async (node, connect) => {
  node.on('backup.restore', () => ({ backup: 'b1' }));
  node.on('backup.write', () => {
    throw new Refusal('invalid_argument');
  });
  const pipes = await connect();
  await assert.rejects(pipes.home.restore([new Uint8Array(3)], new Uint8Array([1])), { code: 'invalid_argument' });
  await node.until(() => node.told('subscription.cancel').length === 1);
  node.on('backup.write', (_, peer) => (peer.cut(), SILENCE));
  await assert.rejects(pipes.home.restore([new Uint8Array(3)], 'x'), { code: 'unreachable' });
  assert.equal(node.told('backup.restore').length, 2);
});

withNode('a move of the store says how far it is, and is answered when it is over', async (node, connect) => {
  node.on('store.move', (_, peer, id) => {
    peer.notify('progress', { id, stage: 'copying', done: 1, of: 2, text: 'One of two.' });
    return { store: 'postgresql' };
  });
  node.on('store.show', () => ({ store: 'derby' }));
  const pipes = await connect();
  const told = [];
  assert.equal((await pipes.home.store()).store, 'derby');
  assert.equal((await pipes.home.moveStore('postgresql', { progress: ({ done, of }) => told.push([done, of]) })).store, 'postgresql');
  assert.deepEqual(told, [[1, 2]]);
  await pipes.home.moveStore('postgresql');
  assert.deepEqual(node.told('store.move'), [{ to: 'postgresql', progress: true }, { to: 'postgresql', progress: true }]);
});

withNode('a file whose connection is lost fails, and touches nothing on the next one', async (node, connect) => {
  const pipes = await connect();
  const home = await network(node, pipes);
  node.on('archive.import', () => ({ archive: 'a1' }));
  node.on('archive.write', () => ({ complete: false }));
  node.on('archive.export', () => ({ archive: 'a1' }));
  node.on('archive.read', () => ({ base64: 'AAE=' }));
  const lose = async () => {
    const { connections } = node;
    node.cut();
    await node.until(() => node.connections > connections);
    await pipes.status();
  };
  async function* source() {
    yield new Uint8Array([1]);
    await lose();
    yield new Uint8Array([2]);
  }
  await assert.rejects(home.pipelines.import(source()), ({ code, message }) => code === 'unreachable' && message.includes('begin again'));
  const pieces = home.pipeline('notes').export();
  await pieces.next();
  await lose();
  await assert.rejects(pieces.next(), ({ code, message }) => code === 'unreachable' && message.includes('begin again'));
  await pipes.status();
  assert.equal(node.told('archive.write').length, 1);
  assert.equal(node.told('archive.read').length, 1);
  assert.equal(node.told('subscription.cancel').length, 0);
});

withNode('what progress throws is seen, and stops no file', async (node, connect) => {
  const home = await network(node, await connect());
  const pieces = ['AAE=', null];
  node.on('archive.import', () => ({ archive: 'a1' }));
  node.on('archive.write', () => ({ complete: true }));
  node.on('archive.export', () => ({ archive: 'a1' }));
  node.on('archive.read', () => ({ base64: pieces.shift() }));
  const progress = ({ stage }) => {
    throw new Error(stage);
  };
  const uncaught = await uncaughtIn(async () => {
    assert.deepEqual(await taken(home.pipeline('notes').export({ progress })), [0, 1]);
    assert.equal((await home.pipelines.import([new Uint8Array(1)], { progress })).complete, true);
  });
  assert.deepEqual(uncaught, ['writing', 'reading']);
});
