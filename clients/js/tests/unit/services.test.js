// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { PipesError } from '../../src/node.js';
import { Refusal, SILENCE } from '../support/scripted-node.js';
import { later, network, withNode } from '../support/with-node.js';

const called = (call, text) => ({ subscription: 's1', call, service: 'echo', node: 'b', name: 'Bert', contentType: 'text/plain', text, deadlineMillis: 10_000 });

function offering(node, ...calls) {
  node.on('service.offer', (_, peer) => {
    setImmediate(() => calls.forEach((one) => peer.notify('service.called', one)));
    return { subscription: 's1' };
  });
  node.on('service.answer', () => ({}));
}

withNode('calls are answered as the handler does, each by its own name', async (node, connect) => {
  const home = await network(node, await connect());
  offering(node, called('c1', 'a'), called('c2', 'b'));
  const offer = await home.services.offer('echo', (call) => ({ json: [call.text, call.name] }), { metadata: { version: '1' } });
  await node.until(() => node.told('service.answer').length === 2);
  assert.deepEqual(node.told('service.answer'), [
    { call: 'c1', text: '["a","Bert"]', contentType: 'application/json' },
    { call: 'c2', text: '["b","Bert"]', contentType: 'application/json' },
  ]);
  assert.deepEqual(node.told('service.offer')[0], { network: 'n1', service: 'echo', metadata: { version: '1' }, window: 64 });
  offer.close();
  await node.until(() => node.told('subscription.cancel').length === 1);
  await offer.ended;
});

withNode('a caller gets the sentence of a PipesError, and nothing of other errors', async (node, connect) => {
  const home = await network(node, await connect());
  offering(node, called('c1', 'a'), called('c2', 'b'));
  await home.services.offer('echo', async ({ text }) => {
    throw text === 'a' ? new PipesError('failed', `There is no paper.${' '.repeat(282)}And more.`) : new Error('secret of the house');
  });
  await node.until(() => node.told('service.answer').length === 2);
  assert.deepEqual(node.told('service.answer').map(({ error }) => error).sort(), ['The service failed.', `There is no paper.${' '.repeat(282)}`]);
});

withNode('an answer that is too long for the node is told to who asked', async (node, connect) => {
  node.limits = { messageBytes: 10_000 };
  const home = await network(node, await connect());
  offering(node, called('c1', 'much'));
  await home.services.offer('echo', () => 'x'.repeat(10_001));
  await node.until(() => node.told('service.answer').length === 1);
  assert.deepEqual(node.told('service.answer'), [{ call: 'c1', error: 'The service has given an answer that is too long.' }]);
});

withNode('a slow call holds up no other', async (node, connect) => {
  const home = await network(node, await connect());
  offering(node, called('c1', 'never'), called('c2', 'now'));
  await home.services.offer('echo', ({ text }) => (text === 'never' ? new Promise(() => {}) : text));
  await node.until(() => node.told('service.answer').length === 1);
  assert.deepEqual(node.told('service.answer'), [{ call: 'c2', text: 'now' }]);
});

withNode('an offer comes back after a lost connection', async (node, connect) => {
  const home = await network(node, await connect());
  offering(node);
  await home.services.offer('echo', ({ text }) => text);
  node.cut();
  await node.until(() => node.told('service.offer').length === 2);
});

withNode('an offer that is refused is thrown', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('service.offer', () => {
    throw new Refusal('already_exists');
  });
  await assert.rejects(home.services.offer('echo', () => ''), { code: 'already_exists' });
});

withNode('a call says who answered and what', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('service.call', ({ text, node: to }) => ({ node: 'b', name: 'Bert', contentType: 'text/plain', text: `${text} to ${to}` }));
  const answer = await home.node('b').call('echo', 'hi', { timeoutMillis: 500 });
  assert.deepEqual([answer.node, answer.name, answer.text, answer.contentType], ['b', 'Bert', 'hi to b', 'text/plain']);
  assert.equal(node.told('service.call')[0].timeoutMillis, 500);
});

withNode('who asked on a lost connection gets no answer: on the next one, somebody else has the id of that call', async (node, connect) => {
  const home = await network(node, await connect());
  const begun = later();
  const slow = later();
  offering(node, called('c1', 'first'));
  await home.services.offer('echo', ({ text }) => (text === 'first' ? (begun.resolve(), slow.promise) : text));
  await begun.promise;
  offering(node, called('c1', 'second'));
  node.cut();
  await node.until(() => node.told('service.answer').length === 1);
  slow.resolve('for the first');
  await home.services.list().catch(() => {});
  assert.deepEqual(node.told('service.answer'), [{ call: 'c1', text: 'second' }]);
});

withNode('an offer comes back also while the node still holds that of the lost connection', async (node, connect) => {
  const home = await network(node, await connect());
  const answers = ['s1', new Refusal('already_exists'), new Refusal('busy', true), 's2'];
  node.on('service.offer', (_, peer) => {
    const answer = answers.shift();
    if (answer instanceof Refusal) {
      throw answer;
    }
    if (answer === 's2') {
      setImmediate(() => peer.notify('service.called', { ...called('c7', 'again'), subscription: answer }));
    }
    return { subscription: answer };
  });
  node.on('service.answer', () => ({}));
  await home.services.offer('echo', ({ text }) => text);
  node.cut();
  await node.until(() => node.told('service.answer').length === 1);
  assert.deepEqual(node.told('service.answer'), [{ call: 'c7', text: 'again' }]);
});

withNode('an offer that the node has ended is made again, until it is refused', async (node, connect) => {
  const home = await network(node, await connect());
  const ends = [null, { message: 'Replaced.', data: { code: 'unreachable', retry: true } }];
  node.on('service.offer', (_, peer) => {
    if (ends.length === 0) {
      throw new Refusal('denied');
    }
    const error = ends.shift();
    setImmediate(() => peer.notify('ended', { subscription: 's1', error }));
    return { subscription: 's1' };
  });
  const offer = await home.services.offer('echo', () => '');
  await assert.rejects(offer.ended, { code: 'denied' });
  assert.equal(node.told('service.offer').length, 3);
});

withNode('an offer that is over before it was made fails', async (node, connect) => {
  const pipes = await connect();
  const home = await network(node, pipes);
  node.on('service.offer', () => SILENCE);
  await assert.rejects(home.services.offer('echo', () => '', { signal: AbortSignal.abort(new Error('never')) }), { message: 'never' });
  const giveUp = new AbortController();
  const first = home.services.offer('echo', () => '', { signal: giveUp.signal });
  const second = home.services.offer('echo', () => '');
  await node.until(() => node.told('service.offer').length === 2);
  giveUp.abort(new Error('enough'));
  await assert.rejects(first, { message: 'enough' });
  pipes.close();
  await assert.rejects(second, { code: 'unreachable' });
});
