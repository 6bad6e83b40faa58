// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { Refusal, SILENCE } from '../support/scripted-node.js';
import { network, withNode } from '../support/with-node.js';

async function read(receipts) {
  const all = [];
  for await (const receipt of receipts) {
    all.push(receipt);
  }
  return all;
}

withNode('a message is followed until it is delivered, also what is told before the answer', async (node, connect) => {
  node.on('message.send', (params, peer) => {
    peer.notify('receipt.changed', { message: 'm1', receipt: 'held' });
    setImmediate(() => peer.notify('receipt.changed', { message: 'm1', receipt: 'delivered' }));
    return { message: 'm1', packet: null, receipt: 'held' };
  });
  const home = await network(node, await connect());
  const sent = await home.node('bert').send('hello', { follow: true });
  assert.equal(sent.message, 'm1');
  assert.deepEqual(await read(sent.receipts), ['held', 'delivered']);
  assert.equal(node.told('message.send')[0].follow, true);
});

withNode('who does not follow is told nothing', async (node, connect) => {
  node.on('message.send', () => ({ message: 'm1', packet: null, receipt: 'queued' }));
  const home = await network(node, await connect());
  assert.deepEqual(await home.node('bert').send('hello'), { message: 'm1', packet: null, receipt: 'queued' });
  assert.equal(node.told('message.send')[0].follow, undefined);
});

withNode('a message that was given up says why', async (node, connect) => {
  node.on('message.send', (params, peer) => {
    setImmediate(() => peer.notify('receipt.changed', { message: 'm1', receipt: null, error: { message: 'Too late.', data: { code: 'timed_out', retry: true } } }));
    return { message: 'm1', packet: null, receipt: 'queued' };
  });
  const home = await network(node, await connect());
  const { receipts } = await home.node('bert').send('hello', { follow: true });
  assert.equal((await receipts.next()).value, 'queued');
  await assert.rejects(receipts.next(), { code: 'timed_out' });
});

withNode('on the next connection the node is asked, again and again', async (node, connect) => {
  node.on('message.send', () => ({ message: 'm1', packet: null, receipt: 'queued' }));
  const told = ['queued', 'delivered'];
  node.on('message.receipt', ({ message }) => ({ message, receipt: told.shift() }));
  const home = await network(node, await connect());
  const { receipts } = await home.node('bert').send('hello', { follow: true });
  node.cut();
  assert.deepEqual(await read(receipts), ['queued', 'delivered']);
  assert.deepEqual(node.told('message.receipt')[0], { network: 'n1', message: 'm1' });
});

withNode('a node that knows nothing of it any more ends it, and so does the client that is closed', async (node, connect) => {
  let number = 0;
  node.on('message.send', () => ({ message: `m${++number}`, packet: null, receipt: 'queued' }));
  node.on('message.receipt', ({ message }) => {
    if (message === 'm1') {
      throw new Refusal('not_found');
    }
    return SILENCE;
  });
  const pipes = await connect();
  const bert = (await network(node, pipes)).node('bert');
  const first = await bert.send('one', { follow: true });
  const second = await bert.send('two', { follow: true });
  node.cut();
  await assert.rejects(read(first.receipts), { code: 'not_found' });
  pipes.close();
  await assert.rejects(read(second.receipts), { code: 'unreachable' });
});
