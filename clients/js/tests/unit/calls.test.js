// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { SILENCE } from '../support/scripted-node.js';
import { uncaughtIn } from '../support/uncaught.js';
import { later, network, withNode } from '../support/with-node.js';

withNode('an error says its code, its sentence and whether another try makes sense', async (node, connect) => {
  const pipes = await connect();
  await assert.rejects(pipes.call('nothing.at.all'), { name: 'PipesError', code: 'unknown_method', retry: false, message: 'Refused: unknown_method.' });
});

withNode('an error that says nothing is one all the same', async (node, connect) => {
  node.on('token.list', (_, peer, id) => (peer.say({ jsonrpc: '2.0', id, error: { code: 1 } }), SILENCE));
  const pipes = await connect();
  await assert.rejects(pipes.tokens.list(), { name: 'PipesError', code: 'internal' });
});

withNode('answers find their calls in any order', async (node, connect) => {
  const slow = later();
  node.on('token.list', () => slow.promise);
  const pipes = await connect();
  const first = pipes.tokens.list();
  assert.equal((await pipes.status()).state, 'ready');
  slow.resolve([{ name: 'phone' }]);
  assert.deepEqual(await first, [{ name: 'phone' }]);
});

withNode('a pipeline is opened again after a lost connection, which comes to the same', async (node, connect) => {
  const pipes = await connect();
  node.on('pipeline.open', (_, peer) => {
    if (node.told('pipeline.open').length === 1) {
      peer.cut();
      return SILENCE;
    }
    return { name: 'chat' };
  });
  const chat = await (await network(node, pipes)).pipelines.open('chat', { kind: 'persistent' });
  assert.equal(chat.name, 'chat');
  assert.equal(node.told('pipeline.open').length, 2);
  assert.equal(node.told('pipeline.open')[1].kind, 'persistent');
});

withNode('a call that only looks is made again after a lost connection', async (node, connect) => {
  const pipes = await connect();
  node.on('token.list', (_, peer) => {
    if (node.told('token.list').length === 1) {
      peer.cut();
      return SILENCE;
    }
    return ['again'];
  });
  assert.deepEqual(await pipes.tokens.list(), ['again']);
});

withNode('a call that does something is not, and its error says so', async (node, connect) => {
  const pipes = await connect();
  node.on('token.create', (_, peer) => (peer.cut(), SILENCE));
  await assert.rejects(pipes.tokens.create('phone'), ({ code, message }) => code === 'unreachable' && message.includes('may have been done'));
  await pipes.status();
  assert.equal(node.told('token.create').length, 1);
});

withNode('a call that was not made yet waits for the next connection', async (node, connect) => {
  const lost = later();
  const pipes = await connect({ onConnection: (state) => state === 'lost' && lost.resolve() });
  node.on('token.create', () => ({ id: 't1' }));
  node.cut();
  await lost.promise;
  assert.deepEqual(await pipes.tokens.create('phone'), { id: 't1' });
});

withNode('a signal cancels the call at the node and here', async (node, connect) => {
  node.on('token.list', () => SILENCE);
  const pipes = await connect();
  const giveUp = new AbortController();
  const call = pipes.tokens.list({ signal: giveUp.signal });
  await node.until(() => node.told('token.list').length === 1);
  giveUp.abort(new Error('enough'));
  await assert.rejects(call, { message: 'enough' });
  await node.until(() => node.told('call.cancel').length === 1);
  const [, , id] = node.calls.find(([method]) => method === 'token.list');
  assert.deepEqual(node.told('call.cancel'), [{ id }]);
});

withNode('a signal that was given before makes no call, and one that comes late changes nothing', async (node, connect) => {
  const pipes = await connect();
  await assert.rejects(pipes.status({ signal: AbortSignal.abort(new Error('never')) }), { message: 'never' });
  assert.equal(node.told('status').length, 1);
  const late = new AbortController();
  await pipes.status({ signal: late.signal });
  late.abort();
  await pipes.status();
  assert.equal(node.told('call.cancel').length, 0);
});

withNode('a signal ends waiting for a connection', async (node, connect) => {
  const lost = later();
  const pipes = await connect({ onConnection: (state) => state === 'lost' && lost.resolve() });
  node.turnAway = 503;
  node.cut();
  await lost.promise;
  const giveUp = new AbortController();
  const call = pipes.status({ signal: giveUp.signal });
  giveUp.abort(new Error('enough'));
  await assert.rejects(call, { message: 'enough' });
});

withNode('progress is told until the answer', async (node, connect) => {
  node.on('network.join', (params, peer, id) => {
    peer.notify('progress', { id, stage: 'connecting', done: 1, of: 2, text: 'Connecting.' });
    return { network: 'n1', name: 'home' };
  });
  const pipes = await connect();
  const told = [];
  await pipes.networks.join('pipes1x', { progress: ({ stage, done, of }) => told.push([stage, done, of]) });
  assert.deepEqual(told, [['connecting', 1, 2]]);
  assert.equal(node.told('network.join')[0].progress, true);
});

withNode('in CBOR the same is said, and bytes are bytes', async (node, connect) => {
  const pipes = await connect({ encoding: 'cbor' });
  const home = await network(node, pipes);
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ base64 }) => ({ length: base64.length, isBytes: base64 instanceof Uint8Array }));
  assert.deepEqual(await home.pipeline('chat').publish(new Uint8Array([0, 255, 7])), { length: 3, isBytes: true });
});

withNode('what can be said: texts, bytes, values, with a type and a key', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ network: _, name, producer, number, behind, ...body }) => body);
  const chat = home.pipeline('chat');
  assert.deepEqual(await chat.publish('hello'), { text: 'hello' });
  assert.deepEqual(await chat.publish(new Uint8Array([1, 2, 3])), { base64: 'AQID' });
  assert.deepEqual(await chat.publish(new Uint8Array([1, 2, 3]).buffer), { base64: 'AQID' });
  assert.deepEqual(await chat.publish(new Uint8Array([1, 2, 3]).subarray(1)), { base64: 'AgM=' });
  assert.deepEqual(await chat.publish({ json: { a: 1 }, key: 'k' }), { text: '{"a":1}', contentType: 'application/json', key: 'k' });
  assert.deepEqual(await chat.publish({ bytes: new Uint8Array(), contentType: 'image/png' }), { base64: '', contentType: 'image/png' });
  for (const nothing of [undefined, null, 7, {}, { text: 'a', bytes: new Uint8Array() }, { json: () => 7 }]) {
    await assert.rejects(chat.publish(nothing), { code: 'invalid_argument' });
  }
});

withNode('what progress throws is seen, and stops nothing', async (node, connect) => {
  node.on('network.join', (params, peer, id) => {
    peer.notify('progress', { id, stage: 'connecting', done: 1, of: 2, text: 'Connecting.' });
    return { network: 'n1', name: 'home' };
  });
  const pipes = await connect();
  const uncaught = await uncaughtIn(async () => {
    const progress = () => {
      throw new Error('of the application');
    };
    assert.equal((await pipes.networks.join('pipes1x', { progress })).name, 'home');
  });
  assert.deepEqual(uncaught, ['of the application']);
  assert.equal(node.connections, 1);
});

withNode('a call that cannot be written leaves nothing behind', async (node, connect) => {
  const pipes = await connect();
  const late = new AbortController();
  await assert.rejects(pipes.call('status', { amount: 1n }, { signal: late.signal }), TypeError);
  late.abort();
  const stream = pipes.subscribe('network.subscribe', { amount: 1n });
  await assert.rejects(stream.next(), TypeError);
  // Only what comes while a subscription is under way may belong to it.
  node.peers.forEach((peer) => peer.notify('network.changed', { subscription: 's1', kind: 'joined' }));
  await pipes.status();
  assert.equal(node.told('call.cancel').length, 0);
  node.on('network.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('network.changed', { subscription: 's1', kind: 'left' }));
    return { subscription: 's1' };
  });
  assert.equal((await pipes.subscribe('network.subscribe').next()).value.params.kind, 'left');
});

withNode('a token may be for one pipeline', async (node, connect) => {
  const pipes = await connect();
  node.on('token.create', (params) => params);
  const scope = { verbs: ['pipeline'], network: 'home', pipeline: 'chat', expiresMillis: 60_000 };
  assert.deepEqual(await pipes.tokens.create('page', scope), { name: 'page', ...scope });
});
