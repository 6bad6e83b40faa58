// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// How what is published shares calls, and calls are under way together.

import assert from 'node:assert/strict';
import { Refusal, SILENCE } from '../support/scripted-node.js';
import { later, network, turn, withNode } from '../support/with-node.js';

/** Has a call of its own. */
const alone = () => ({ signal: new AbortController().signal });

/** A pipeline of which the first call is not answered before it is released. */
async function held(node, connect, kind = 'persistent') {
  const chat = (await network(node, await connect())).pipeline('chat');
  const { promise, resolve } = later();
  node.on('pipeline.show', () => ({ kind }));
  node.on('pipeline.publish', async (params) => {
    if (node.told('pipeline.publish').length === 1) {
      await promise;
    }
    const names = (params.messages ?? [params]).map(({ text }) => `${text}.0`);
    return params.messages ? { messages: names, receipt: 'stored', repeated: false } : { message: names[0] };
  });
  const first = chat.publish('a');
  await node.until(() => node.told('pipeline.publish').length === 1);
  return { chat, first, release: resolve };
}

withNode('calls are under way together, each behind the one before it', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', () => SILENCE);
  const published = [chat.publish('a', alone()), chat.publishAll(['b', 'c']), chat.publish('d', { storedAt: 2 }), chat.publish('e')];
  published.forEach((one) => one.catch(() => {}));
  await node.until(() => node.told('pipeline.publish').length === 4);
  assert.deepEqual(node.told('pipeline.publish').map(({ number, behind }) => [number, behind]), [[1, undefined], [2, 1], [4, 3], [5, 4]]);
});

withNode('what is published while a call is under way shares the next one', async (node, connect) => {
  const { chat, first, release } = await held(node, connect);
  const others = [];
  for (const text of ['b', 'c', 'd']) {
    others.push(chat.publish(text));
    await turn();
  }
  assert.equal(node.told('pipeline.publish').length, 1);
  release();
  assert.deepEqual(await first, { message: 'a.0' });
  assert.deepEqual(await Promise.all(others), ['b', 'c', 'd'].map((text) => ({ message: `${text}.0`, packet: text, receipt: 'stored', repeated: false })));
  const [one, two] = node.told('pipeline.publish');
  assert.deepEqual([one.number, one.text, one.messages], [1, 'a', undefined]);
  assert.deepEqual([two.number, two.behind, two.messages], [2, 1, [{ text: 'b' }, { text: 'c' }, { text: 'd' }]]);
});

withNode('into a live pipeline as well, without numbers', async (node, connect) => {
  const { chat, first, release } = await held(node, connect, 'live');
  const others = [chat.publish('b'), chat.publish({ text: 'c', key: 'k' })];
  release();
  await Promise.all([first, ...others]);
  const [, { producer, number, behind, messages }] = node.told('pipeline.publish');
  assert.deepEqual([producer, number, behind, messages], [undefined, undefined, undefined, [{ text: 'b' }, { text: 'c', key: 'k' }]]);
});

withNode('nothing waits for others when nothing is under way', async (node, connect) => {
  const { chat, first, release } = await held(node, connect);
  release();
  await first;
  await chat.publish('b');
  await chat.publish('c');
  assert.deepEqual(node.told('pipeline.publish').map(({ text }) => text), ['a', 'b', 'c']);
});

withNode('a call that is full waits for no answer, and neither does what shares none', async (node, connect) => {
  const { chat, release } = await held(node, connect);
  const many = Array.from({ length: 1_030 }, (_, i) => chat.publish(`${i}`));
  await node.until(() => node.told('pipeline.publish').length === 2);
  assert.equal(node.told('pipeline.publish')[1].messages.length, 1_024);
  const long = chat.publish('x'.repeat(300_000));
  // What stands before it goes first.
  await node.until(() => node.told('pipeline.publish').length === 4);
  const [, , rest, alone] = node.told('pipeline.publish');
  assert.deepEqual(rest.messages.map(({ text }) => text), ['1024', '1025', '1026', '1027', '1028', '1029']);
  assert.deepEqual([alone.number, alone.behind, alone.text.length], [1_032, 1_031, 300_000]);
  release();
  await Promise.all([...many, long]);
});

withNode('however its texts are escaped, a shared call is not too long for the node', async (node, connect) => {
  const { chat, release } = await held(node, connect);
  const many = Array.from({ length: 40 }, () => chat.publish('\u0001'.repeat(10_000)));
  release();
  await Promise.all(many);
  const calls = node.told('pipeline.publish');
  assert.ok(calls.every((params) => JSON.stringify(params).length < 2 << 20));
  assert.ok(calls.length < 10);
});

for (const odd of [{ key: 'k'.repeat(257) }, { key: '' }, { key: '\ud800' }, { key: 7 }, { contentType: 'text/\u00fc' }, { contentType: '' }, { contentType: 'application/vnd.pipes.state' }]) {
  withNode(`what the node may refuse shares no call, and stands in its place: ${JSON.stringify(odd)}`, async (node, connect) => {
    const { chat, first, release } = await held(node, connect);
    const others = ['b', { text: 'odd', ...odd }, 'c'].map((said) => chat.publish(said));
    release();
    await Promise.all([first, ...others]);
    assert.deepEqual(node.told('pipeline.publish').map(({ number, behind, text }) => [number, behind, text]), [[1, undefined, 'a'], [2, 1, 'b'], [3, 2, 'odd'], [4, 3, 'c']]);
  });
}

withNode('messages with keys and types share a call', async (node, connect) => {
  const { chat, first, release } = await held(node, connect);
  const others = [{ text: 'b', key: '\u{1f600}'.repeat(64) }, { json: [1] }].map((said) => chat.publish(said));
  release();
  await Promise.all([first, ...others]);
  assert.equal(node.told('pipeline.publish')[1].messages.length, 2);
});

withNode('of what was published together and failed, what is stored has not failed', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', () => {
    throw new Refusal('storage', true);
  });
  node.on('pipeline.producer', ({ producer }) => ({ producer, number: 3, stored: [[1, 1], [3, 3]] }));
  const ended = await Promise.allSettled(['a', 'b', 'c'].map((said) => chat.publish(said)));
  assert.deepEqual(ended.map(({ value, reason }) => reason?.code ?? value), [
    { message: null, packet: null, receipt: 'stored' },
    'storage',
    { message: null, packet: null, receipt: 'stored' },
  ]);
  assert.equal(node.told('pipeline.publish').length, 1);
});

withNode('into a live pipeline nothing is published again that may have been published', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'live' }));
  node.on('pipeline.publish', () => {
    throw new Refusal('timed_out', true);
  });
  const ended = await Promise.allSettled(['a', 'b'].map((said) => chat.publish(said)));
  assert.deepEqual(ended.map(({ reason }) => reason.code), ['timed_out', 'timed_out']);
  assert.equal(node.told('pipeline.publish').length, 1);
});

withNode('who was to stand behind a message that failed is published all the same', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  const both = later();
  node.on('pipeline.publish', async ({ number, behind }) => {
    if (number === 1) {
      await both.promise;
      throw new Refusal('invalid_argument');
    }
    both.resolve();
    if (behind === 1) {
      await turn();
      throw new Refusal('timed_out', true);
    }
    return { number };
  });
  const [first, second] = [chat.publish('a', alone()), chat.publish('b', alone())];
  await assert.rejects(first, { code: 'invalid_argument' });
  assert.deepEqual(await second, { number: 2 });
  assert.deepEqual(node.told('pipeline.publish').map(({ number, behind }) => [number, behind]), [[1, undefined], [2, 1], [2, undefined]]);
});

withNode('who stands behind a message that the node has, and is told that it has not come, is told so', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ number }) => {
    if (number === 2) {
      throw new Refusal('timed_out', true);
    }
    return { number };
  });
  await chat.publish('a');
  await assert.rejects(chat.publish('b'), { code: 'timed_out' });
});
