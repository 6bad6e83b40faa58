// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { PipesError } from '../../src/node.js';
import { Refusal } from '../support/scripted-node.js';
import { network, withNode } from '../support/with-node.js';

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
