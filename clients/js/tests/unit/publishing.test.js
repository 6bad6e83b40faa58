// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { KeptPipeline } from '../support/kept-pipeline.js';
import { Refusal, SILENCE } from '../support/scripted-node.js';
import { uncaughtIn } from '../support/uncaught.js';
import { later, network, turn, withNode } from '../support/with-node.js';

withNode('wherever the connection is cut, each message is published once and in order', async (node, connect) => {
  const pipes = await connect();
  const chat = (await network(node, pipes)).pipeline('chat');
  const kept = new KeptPipeline(node);
  const published = [];
  node.on('pipeline.publish', cutting((params) => kept.publish(params)));
  for (let i = 1; i <= 90; i++) {
    // What has a signal has a call of its own, and the others share them.
    published.push(chat.publish(`${i}`, i % 3 === 0 ? { signal: new AbortController().signal } : {}));
    if (i % 4 === 0) {
      await turn();
    }
  }
  await Promise.all(published);
  assert.deepEqual(kept.kept.map(({ text }) => text), Array.from({ length: 90 }, (_, i) => `${i + 1}`));
  assert.ok(node.connections > 4);
});

/** Cuts the first connections, each at a later call, before or behind what is done. */
function cutting(publish) {
  const calls = new Map();
  return (params, peer) => {
    calls.set(peer, (calls.get(peer) ?? 0) + 1);
    const connection = calls.size;
    if (connection > 6 || calls.get(peer) !== connection + 1) {
      return publish(params);
    }
    if (connection % 2 === 0) {
      publish(params);
    }
    peer.cut();
    return SILENCE;
  };
}

withNode('into a live pipeline nothing is published twice', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'live' }));
  node.on('pipeline.publish', (_, peer) => (peer.cut(), SILENCE));
  await assert.rejects(chat.publish('once'), ({ code, message }) => code === 'unreachable' && message.includes('may have been done'));
  assert.equal(node.told('pipeline.publish').length, 1);
  assert.equal(node.told('pipeline.publish')[0].producer, undefined);
});

withNode('who may publish and not ask publishes, and repeats nothing', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => {
    throw new Refusal('refused');
  });
  node.on('pipeline.publish', () => ({ receipt: 'stored' }));
  assert.deepEqual(await chat.publish('hello'), { receipt: 'stored' });
});

withNode('a number that failed is not used again, and the next message goes on', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ number }) => {
    if (number === 1) {
      throw new Refusal('storage', true);
    }
    return { number };
  });
  await assert.rejects(home.pipeline('chat').publish('a'), { code: 'storage', retry: true });
  assert.deepEqual(await home.pipeline('chat').publish('b'), { number: 2 });
  assert.deepEqual(await home.pipeline('chat').publish('c'), { number: 3 });
  const [one, two, three] = node.told('pipeline.publish');
  assert.deepEqual([one.behind, two.behind, three.behind], [undefined, undefined, 2]);
  assert.equal(one.producer, two.producer);
  assert.match(one.producer, /^[a-z0-9._-]{1,64}$/);
});

withNode('several messages go in one call and have consecutive numbers', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ number, messages }) => ({ number, messages }));
  assert.deepEqual(await chat.publishAll(['a', { text: 'b', key: 'k' }]), { number: 1, messages: [{ text: 'a' }, { text: 'b', key: 'k' }] });
  assert.equal((await chat.publish('c')).number, 3);
});

withNode('a message that waits for copies keeps nobody waiting', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ storedAt }) => (storedAt ? SILENCE : { receipt: 'stored' }));
  chat.publish('slow', { storedAt: 3 }).catch(() => {});
  assert.deepEqual(await chat.publish('quick'), { receipt: 'stored' });
  const [slow, quick] = node.told('pipeline.publish');
  assert.equal(slow.producer, quick.producer);
  assert.deepEqual([slow.number, quick.number, quick.behind], [1, 2, 1]);
});

withNode('a content of any length goes in pieces, one at a time', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  const taken = [];
  node.on('content.publish', () => ({ content: 'c1' }));
  node.on('content.write', ({ base64 }) => {
    if (base64 === undefined) {
      return { message: 'p1.0' };
    }
    taken.push(Buffer.from(base64, 'base64').length);
    return { takenBytes: taken.reduce((a, b) => a + b) };
  });
  const progress = [];
  assert.deepEqual(await chat.publishStream(new Blob([new Uint8Array(600_000)]), { progress: ({ done, of }) => progress.push([done, of]) }), { message: 'p1.0' });
  assert.equal(taken.reduce((a, b) => a + b), 600_000);
  assert.ok(taken.every((length) => length <= 256 << 10));
  assert.deepEqual(progress.at(-1), [600_000, 600_000]);
});

withNode('a source that fails ends what was begun', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('content.publish', () => ({ content: 'c1' }));
  node.on('content.write', () => ({ takenBytes: 1 }));
  async function* source() {
    yield new Uint8Array([1]);
    throw new Error('the file is gone');
  }
  await assert.rejects(chat.publishStream(source()), { message: 'the file is gone' });
  await node.until(() => node.told('subscription.cancel').length === 1);
  assert.deepEqual(node.told('subscription.cancel'), [{ subscription: 'c1' }]);
});

withNode('reading a content goes on where it was when the connection was lost', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  const whole = Buffer.from('0123456789');
  let at = 0;
  node.on('content.open', ({ fromBytes }) => {
    at = fromBytes;
    return { content: 'c1', sizeBytes: whole.length };
  });
  let reads = 0;
  node.on('content.read', (_, peer) => {
    if (++reads === 3) {
      peer.cut();
      return SILENCE;
    }
    const piece = whole.subarray(at, at + 3);
    at += 3;
    return { base64: piece.length ? piece.toString('base64') : null };
  });
  const parts = [];
  for await (const part of chat.content('p1.0')) {
    parts.push(Buffer.from(part));
  }
  assert.equal(Buffer.concat(parts).toString(), '0123456789');
  assert.deepEqual(node.told('content.open').map(({ fromBytes }) => fromBytes), [0, 6]);
});

withNode('a content whose connection is lost fails, and touches nothing on the next one', async (node, connect) => {
  const pipes = await connect();
  const chat = (await network(node, pipes)).pipeline('chat');
  node.on('content.publish', () => ({ content: 'c1' }));
  node.on('content.write', () => ({ takenBytes: 1 }));
  async function* source() {
    yield new Uint8Array([1]);
    node.cut();
    await node.until(() => node.connections === 2);
    await pipes.status();
    yield new Uint8Array([2]);
  }
  await assert.rejects(chat.publishStream(source()), ({ code, retry, message }) => code === 'unreachable' && retry && message.includes('Nothing was published'));
  await pipes.status();
  assert.equal(node.told('content.write').length, 1);
  assert.equal(node.told('subscription.cancel').length, 0);
});

withNode('a content whose last answer is lost may have been published', async (node, connect) => {
  const pipes = await connect();
  const chat = (await network(node, pipes)).pipeline('chat');
  node.on('content.publish', () => ({ content: 'c1' }));
  node.on('content.write', (_, peer) => (peer.cut(), SILENCE));
  await assert.rejects(chat.publishStream([]), ({ code, message }) => code === 'unreachable' && message.includes('may have been published'));
  pipes.close();
  await assert.rejects(chat.publishStream([]), { message: 'This client was closed.' });
});

for (const [what, source] of [['a text', 'hello'], ['texts', ['hello']], ['numbers', [7]], ['bytes that are no pieces', new Uint8Array([1])], ['nothing', [null]]]) {
  withNode(`a content is made of pieces of bytes, and not of ${what}`, async (node, connect) => {
    const chat = (await network(node, await connect())).pipeline('chat');
    node.on('content.publish', () => ({ content: 'c1' }));
    node.on('content.write', () => ({ message: 'p1.0' }));
    await assert.rejects(chat.publishStream(source), { code: 'invalid_argument' });
    await node.until(() => node.told('subscription.cancel').length === 1);
    assert.equal(node.told('content.write').length, 0);
  });
}

withNode('a signal ends a publish that waits, which is not made then', async (node, connect) => {
  const pipes = await connect();
  const chat = (await network(node, pipes)).pipeline('chat');
  const asked = later();
  node.on('pipeline.show', () => asked.promise);
  node.on('pipeline.publish', ({ text }) => ({ text }));
  const first = chat.publish('first');
  const giveUp = new AbortController();
  const second = chat.publish('second', { signal: giveUp.signal });
  const third = chat.publish('third');
  await node.until(() => node.told('pipeline.show').length === 1);
  giveUp.abort(new Error('enough'));
  await assert.rejects(second, { message: 'enough' });
  asked.resolve({ kind: 'persistent' });
  assert.deepEqual(await first, { text: 'first' });
  assert.deepEqual(await third, { text: 'third' });
  assert.deepEqual(node.told('pipeline.publish').map(({ text, number }) => [text, number]), [['first', 1], ['third', 2]]);
});

withNode('what is no publish is not said', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.show', () => ({ kind: 'persistent' }));
  node.on('pipeline.publish', ({ number }) => ({ number }));
  await assert.rejects(chat.publish('x'.repeat((1 << 20) + 1)), { code: 'too_large' });
  await assert.rejects(chat.publishAll([new Uint8Array(1 << 20), 'x']), { code: 'too_large' });
  await assert.rejects(chat.publishAll([]), { code: 'invalid_argument' });
  await assert.rejects(chat.publishAll(Array.from({ length: 1_025 }, () => 'x')), { code: 'invalid_argument' });
  assert.deepEqual(await chat.publish(new Uint8Array(1 << 20)), { number: 1 });
});

withNode('what progress throws is seen, and stops nothing', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('content.publish', () => ({ content: 'c1' }));
  node.on('content.write', ({ base64 }) => (base64 === undefined ? { message: 'p1.0' } : { takenBytes: 1 }));
  const uncaught = await uncaughtIn(async () => {
    const progress = () => {
      throw new Error('of the application');
    };
    assert.deepEqual(await chat.publishStream([new Uint8Array([1])], { progress }), { message: 'p1.0' });
  });
  assert.deepEqual(uncaught, ['of the application']);
});
