// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// How much a node is told before it answers, and in which order.

import assert from 'node:assert/strict';
import { PipesError } from '../../src/node.js';
import { SILENCE } from '../support/scripted-node.js';
import { later, network, turn, withNode } from '../support/with-node.js';

const LIMITS = { unansweredBytes: 10_000, messageBytes: 20_000 };

/** A node that answers these calls when the test says so, each by its name. */
function answeringLater(node) {
  node.limits = LIMITS;
  const answers = new Map();
  const answered = ({ name }) => {
    answers.set(name, later());
    return answers.get(name).promise;
  };
  node.on('slow', answered);
  return {
    told: () => node.told('slow').map(({ name }) => name),
    answer: (name) => answers.get(name).resolve({ name }),
  };
}

const call = (pipes, name, bytes, how) => pipes.call('slow', { name, text: 'x'.repeat(bytes) }, how);

withNode('calls beyond what the node takes unanswered are kept back, in order', async (node, connect) => {
  const slow = answeringLater(node);
  const pipes = await connect();
  const calls = [call(pipes, 'a', 4_000), call(pipes, 'b', 4_000), call(pipes, 'c', 4_000), call(pipes, 'd', 10)];
  await node.until(() => slow.told().length === 2);
  await turn();
  // The last one would have room, and does not overtake.
  assert.deepEqual(slow.told(), ['a', 'b']);
  slow.answer('b');
  await node.until(() => slow.told().length === 4);
  assert.deepEqual(slow.told(), ['a', 'b', 'c', 'd']);
  ['a', 'c', 'd'].forEach(slow.answer);
  assert.deepEqual((await Promise.all(calls)).map(({ name }) => name), ['a', 'b', 'c', 'd']);
});

withNode('each call counts as 1 KiB at least, and texts as they are written', async (node, connect) => {
  const slow = answeringLater(node);
  const pipes = await connect();
  const calls = Array.from({ length: 20 }, (_, i) => call(pipes, `${i}`, 1));
  await node.until(() => slow.told().length === 9);
  await turn();
  assert.equal(slow.told().length, 9);
  while (slow.told().length < 20) {
    slow.told().forEach(slow.answer);
    await turn();
  }
  slow.told().forEach(slow.answer);
  await Promise.all(calls);
  // Three bytes each.
  const long = ['x', 'y'].map((name) => pipes.call('slow', { name, text: '\u20ac'.repeat(2_000) }));
  await node.until(() => slow.told().includes('x'));
  await turn();
  assert.ok(!slow.told().includes('y'));
  slow.answer('x');
  await node.until(() => slow.told().includes('y'));
  slow.answer('y');
  await Promise.all(long);
});

withNode('one call may always go, however long it is, up to what the node reads', async (node, connect) => {
  const slow = answeringLater(node);
  const pipes = await connect();
  const long = call(pipes, 'long', 15_000);
  await node.until(() => slow.told().length === 1);
  slow.answer('long');
  await long;
  await assert.rejects(call(pipes, 'longer', 20_001), { code: 'too_large', retry: false });
  assert.deepEqual(slow.told(), ['long']);
});

withNode('an answer of a service goes at once, so that programs that call each other do not wait for each other', async (node, connect) => {
  const slow = answeringLater(node);
  const pipes = await connect();
  const home = await network(node, pipes);
  node.on('service.offer', () => ({ subscription: 's1' }));
  node.on('service.answer', () => ({}));
  await home.services.offer('echo', () => {
    throw new PipesError('failed', 'No.');
  });
  const calls = ['a', 'b', 'c'].map((name) => call(pipes, name, 4_000));
  await node.until(() => slow.told().length === 2);
  node.peers.forEach((peer) => peer.notify('service.called', { subscription: 's1', call: 'c1', contentType: 'text/plain', text: 'x', deadlineMillis: 10_000 }));
  await node.until(() => node.told('service.answer').length === 1);
  assert.deepEqual(slow.told(), ['a', 'b']);
  ['a', 'b'].forEach(slow.answer);
  await node.until(() => slow.told().length === 3);
  slow.answer('c');
  await Promise.all(calls);
});

withNode('what was kept back and is not wanted any more is never said, and one that was said keeps its room until it is answered', async (node, connect) => {
  const slow = answeringLater(node);
  const pipes = await connect();
  const giveUp = { first: new AbortController(), second: new AbortController() };
  const first = call(pipes, 'first', 8_000, { signal: giveUp.first.signal });
  const second = call(pipes, 'second', 8_000, { signal: giveUp.second.signal });
  const third = call(pipes, 'third', 8_000);
  await node.until(() => slow.told().length === 1);
  giveUp.second.abort(new Error('enough'));
  await assert.rejects(second, { message: 'enough' });
  giveUp.first.abort(new Error('enough'));
  await assert.rejects(first, { message: 'enough' });
  await node.until(() => node.told('call.cancel').length === 1);
  await turn();
  assert.deepEqual(slow.told(), ['first']);
  slow.answer('first');
  await node.until(() => slow.told().length === 2);
  slow.answer('third');
  await third;
  assert.deepEqual(slow.told(), ['first', 'third']);
  assert.equal(node.told('call.cancel').length, 1);
});

withNode('what was kept back goes out on the next connection, whatever it is', async (node, connect) => {
  const slow = answeringLater(node);
  const pipes = await connect();
  const said = call(pipes, 'said', 8_000);
  const kept = call(pipes, 'kept', 8_000);
  await node.until(() => slow.told().length === 1);
  node.cut();
  await assert.rejects(said, ({ code, message }) => code === 'unreachable' && message.includes('may have been done'));
  await node.until(() => slow.told().length === 2);
  slow.answer('kept');
  assert.deepEqual(await kept, { name: 'kept' });
});

withNode('calls go out in their order also when the connection was lost in between', async (node, connect) => {
  const more = [];
  let pipes = null;
  const onConnection = (state) => pipes && state !== 'closed' && more.push(pipes.call('noted', { n: state }, { repeat: true }));
  pipes = await connect({ onConnection });
  node.on('noted', ({ n }) => (node.connections === 1 ? SILENCE : { n }));
  const calls = [1, 2, 3, 4].map((n) => pipes.call('noted', { n }, { repeat: true, ...(n % 2 === 1 && { signal: new AbortController().signal }) }));
  await node.until(() => node.told('noted').length === 4);
  node.cut();
  await Promise.all(calls);
  await Promise.all(more);
  assert.deepEqual(node.told('noted').map(({ n }) => n), [1, 2, 3, 4, 1, 2, 3, 4, 'lost', 'connected']);
});

withNode('a call that the node cannot read fails, and so does what was under way, once', async (node, connect) => {
  const pipes = await connect();
  node.on('token.list', (_, peer) => (peer.say({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Nested too deep.', data: { code: 'invalid_argument' } } }), SILENCE));
  await assert.rejects(pipes.tokens.list(), ({ code, message }) => code === 'unreachable' && message.includes('Nested too deep.'));
  assert.equal((await pipes.status()).state, 'ready');
  assert.equal(node.told('token.list').length, 1);
});
