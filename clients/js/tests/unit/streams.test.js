// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import { KeptPipeline } from '../support/kept-pipeline.js';
import { Refusal, SILENCE } from '../support/scripted-node.js';
import { uncaughtIn } from '../support/uncaught.js';
import { later, network, withNode } from '../support/with-node.js';

const message = (seq, more = {}) => ({ message: `p${seq}.0`, packet: `p${seq}`, index: 0, author: 'anna', seq, text: `${seq}`, time: '2026-01-01T00:00:00.000Z', received: '2026-01-01T00:00:00.000Z', ...more });

async function take(stream, count) {
  const taken = [];
  for await (const item of stream) {
    if (taken.push(item.text) === count) {
      break;
    }
  }
  return taken;
}

withNode('the node sends no more than is read', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  const kept = new KeptPipeline(node);
  for (let i = 1; i <= 100; i++) {
    kept.add(`${i}`);
  }
  const stream = chat.messages({ from: 'start', window: 8 });
  await stream.begun;
  assert.equal((await stream.next()).value.text, '1');
  await node.until(() => node.told('status').length === 1);
  assert.equal(node.told('subscription.grant').length, 0, 'seven wait here');
  const rest = await take(stream, 99);
  assert.deepEqual(rest, Array.from({ length: 99 }, (_, i) => `${i + 2}`));
  const granted = node.told('subscription.grant').map(({ count }) => count);
  assert.ok(granted.every((count) => count >= 4 && count <= 8), `${granted}`);
});

withNode('leaving the loop cancels the subscription', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  new KeptPipeline(node).add('one');
  assert.deepEqual(await take(chat.messages({ from: 'start' }), 1), ['one']);
  await node.until(() => node.told('subscription.cancel').length === 1);
});

withNode('a subscription that is left before it began is cancelled when it begins', async (node, connect) => {
  const answer = later();
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', () => answer.promise);
  const giveUp = new AbortController();
  const stream = home.pipeline('chat').messages({ signal: giveUp.signal });
  const next = stream.next();
  await node.until(() => node.told('pipeline.subscribe').length === 1);
  giveUp.abort(new Error('enough'));
  await assert.rejects(next, { message: 'enough' });
  answer.resolve({ subscription: 's1' });
  await node.until(() => node.told('subscription.cancel').length === 1);
  assert.deepEqual(await stream.next(), { value: undefined, done: true });
});

withNode('what comes before the answer that names the subscription belongs to it', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', (_, peer) => {
    peer.notify('message', { subscription: 's1', message: message(1) });
    return { subscription: 's1' };
  });
  assert.deepEqual(await take(home.pipeline('chat').messages(), 1), ['1']);
});

withNode('several messages come at once', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.history', (_, peer) => {
    setImmediate(() => {
      peer.notify('messages', { subscription: 's1', messages: [message(1), message(2)] });
      peer.notify('ended', { subscription: 's1', error: null });
    });
    return { subscription: 's1' };
  });
  assert.deepEqual(await take(home.pipeline('chat').history()), ['1', '2']);
});

withNode('an end with an error is thrown behind what came before it', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', (_, peer) => {
    peer.notify('message', { subscription: 's1', message: message(1) });
    peer.notify('ended', { subscription: 's1', error: { message: 'Removed.', data: { code: 'revoked' } } });
    return { subscription: 's1' };
  });
  const stream = home.pipeline('chat').messages();
  await stream.begun;
  assert.equal((await stream.next()).value.text, '1');
  await assert.rejects(stream.next(), { code: 'revoked', message: 'Removed.' });
  assert.equal((await stream.next()).done, true);
});

withNode('a pipeline that is not there is thrown', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', () => {
    throw new Refusal('not_found');
  });
  await assert.rejects(take(home.pipeline('chat').messages(), 1), { code: 'not_found' });
});

withNode('closing the client ends its subscriptions', async (node, connect) => {
  const pipes = await connect();
  const home = await network(node, pipes);
  new KeptPipeline(node);
  const stream = home.pipeline('chat').messages({ from: 'start' });
  await stream.begun;
  const next = stream.next();
  pipes.close();
  await assert.rejects(next, { code: 'unreachable' });
});

withNode('wherever the connection is cut, each message comes once and in order', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  const kept = new KeptPipeline(node);
  for (let i = 1; i <= 60; i++) {
    kept.add(`${i}`);
  }
  const heard = [];
  for await (const { text } of chat.messages({ from: 'start', window: 4 })) {
    heard.push(text);
    if (heard.length % 20 === 7) {
      node.cut();
    }
    if (heard.length === 60) {
      break;
    }
  }
  assert.deepEqual(heard, Array.from({ length: 60 }, (_, i) => `${i + 1}`));
  assert.equal(node.connections, 4);
});

withNode('who reads from now on and heard nothing yet misses nothing when the connection is lost', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', ({ from }, peer) => {
    if (from !== 'now') {
      setImmediate(() => peer.notify('message', { subscription: 's1', message: message(1) }));
    }
    return { subscription: 's1' };
  });
  const before = Date.now();
  const stream = home.pipeline('chat').messages();
  await stream.begun;
  const after = Date.now();
  node.cut();
  assert.deepEqual(await take(stream, 1), ['1']);
  const again = Date.parse(node.told('pipeline.subscribe')[1].from);
  assert.ok(before <= again && again <= after);
});

withNode('of a live pipeline is told what was left out, also that nobody knows', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', ({ after }, peer) => {
    if (after) {
      throw new Refusal('invalid_argument');
    }
    const seq = node.connections;
    setImmediate(() => {
      peer.notify('skipped', { subscription: 's1', count: 3 });
      peer.notify('message', { subscription: 's1', message: message(seq) });
    });
    return { subscription: 's1' };
  });
  const skipped = [];
  const stream = home.pipeline('chat').messages({ onSkipped: (count) => skipped.push(count) });
  assert.equal((await stream.next()).value.text, '1');
  node.cut();
  assert.equal((await stream.next()).value.text, '2');
  assert.deepEqual(skipped, [3, null, 3]);
});

withNode('a history goes on behind the last message that came', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.history', ({ from, after }, peer) => {
    setImmediate(() => {
      if (from === 'start') {
        peer.notify('messages', { subscription: 's1', messages: [message(1), message(2)] });
        setImmediate(() => peer.cut());
      } else {
        assert.deepEqual(after, { author: 'anna', seq: 2, index: 0 });
        peer.notify('messages', { subscription: 's1', messages: [message(2, { index: 1, text: '2b' }), message(3)] });
        peer.notify('ended', { subscription: 's1', error: null });
      }
    });
    return { subscription: 's1' };
  });
  assert.deepEqual(await take(home.pipeline('chat').history()), ['1', '2', '2b', '3']);
});

withNode('the newest messages are not pieced together', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.history', (_, peer) => {
    setImmediate(() => {
      peer.notify('message', { subscription: 's1', message: message(1) });
      setImmediate(() => peer.cut());
    });
    return { subscription: 's1' };
  });
  const stream = home.pipeline('chat').newest(5);
  assert.equal((await stream.next()).value.text, '1');
  await assert.rejects(stream.next(), { code: 'unreachable', retry: true });
});

withNode('a node that sends without being asked is stopped', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('messages', { subscription: 's1', messages: Array.from({ length: 5_000 }, (__, i) => message(i)) }));
    return { subscription: 's1' };
  });
  const stream = home.pipeline('chat').messages({ from: 'start' });
  await stream.begun;
  await node.until(() => node.told('subscription.cancel').length === 1);
  await assert.rejects(take(stream), { code: 'internal' });
});

withNode('a window is one', async (node, connect) => {
  const home = await network(node, await connect());
  for (const window of [0, -1, 1.5, 5_000, '7']) {
    assert.throws(() => home.pipeline('chat').messages({ window }), { code: 'invalid_argument' });
  }
});

withNode('a state that is told again after a lost connection says so first', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('state.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('state.changed', { subscription: 's1', value: node.connections }));
    return { subscription: 's1' };
  });
  const heard = [];
  const changes = home.pipeline('chat').state.counter('c').changes({ onRestart: () => heard.push('restart') });
  heard.push((await changes.next()).value);
  node.cut();
  heard.push((await changes.next()).value);
  assert.deepEqual(heard, [1, 'restart', 2]);
});

withNode('a state that is told again because its feature was replaced says so first', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('state.subscribe', (_, peer) => {
    setImmediate(() => {
      peer.notify('skipped', { subscription: 's1', count: 0 });
      peer.notify('state.changed', { subscription: 's1', value: 7 });
    });
    return { subscription: 's1' };
  });
  const heard = [];
  const changes = home.pipeline('chat').state.counter('c').changes({ onRestart: () => heard.push('restart') });
  heard.push((await changes.next()).value);
  assert.deepEqual(heard, ['restart', 7]);
});

withNode('a direct message counts as delivered when it was dealt with, and comes once', async (node, connect) => {
  const home = await network(node, await connect());
  const queue = [1, 2, 3, 4].map((seq) => message(seq, { message: `d${seq}`, packet: null }));
  let sent = 0;
  node.on('message.subscribe', ({ acknowledge }, peer) => {
    assert.equal(acknowledge, true);
    sent = 0;
    setImmediate(() => {
      sent = queue.length;
      peer.notify('messages', { subscription: 's1', messages: queue });
    });
    return { subscription: 's1' };
  });
  // The first acknowledgement is lost with the connection.
  node.on('message.acknowledge', ({ count }, peer) => {
    if (node.connections === 1) {
      peer.cut();
    } else {
      queue.splice(0, count);
    }
    return SILENCE;
  });
  const stream = home.messages();
  assert.equal((await stream.next()).value.text, '1');
  assert.equal((await stream.next()).value.text, '2');
  await node.until(() => sent === 4 && node.told('message.subscribe').length === 2);
  assert.deepEqual(await take(stream, 2), ['3', '4']);
  await node.until(() => queue.length === 0);
});

withNode('of as many direct messages as a window may have, none is told twice', async (node, connect) => {
  const home = await network(node, await connect());
  const queue = Array.from({ length: 4_000 }, (_, i) => message(i + 1, { message: `d${i + 1}` }));
  node.on('message.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('messages', { subscription: 's1', messages: queue }));
    return { subscription: 's1' };
  });
  // The node hears of nothing that was dealt with on the first connection.
  node.on('message.acknowledge', () => SILENCE);
  const heard = [];
  for await (const { text } of home.messages({ window: 4_096 })) {
    heard.push(text);
    if (heard.length === 3_000) {
      node.cut();
      await node.until(() => node.connections === 2);
    }
    if (text === '4000') {
      break;
    }
  }
  assert.deepEqual(heard, queue.map(({ text }) => text));
});

withNode('what is over before it has begun says so to who waits for the beginning', async (node, connect) => {
  const pipes = await connect();
  const chat = (await network(node, pipes)).pipeline('chat');
  node.on('pipeline.subscribe', () => SILENCE);
  await assert.rejects(chat.messages({ signal: AbortSignal.abort(new Error('never')) }).begun, { message: 'never' });
  const left = chat.messages();
  await left.return();
  await assert.rejects(left.begun, { code: 'cancelled' });
  const closed = chat.messages();
  pipes.close();
  await assert.rejects(closed.begun, { code: 'unreachable' });
});

withNode('what has ended at once has begun all the same', async (node, connect) => {
  const chat = (await network(node, await connect())).pipeline('chat');
  node.on('pipeline.history', (_, peer) => {
    peer.notify('ended', { subscription: 's1', error: null });
    return { subscription: 's1' };
  });
  const empty = chat.history();
  await empty.begun;
  assert.equal((await empty.next()).done, true);
});

withNode('all pipelines are told again after a lost connection, and that it restarts first', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.watch', (_, peer) => {
    setImmediate(() => peer.notify('pipeline.changed', { subscription: 's1', pipeline: { name: `p${node.connections}` } }));
    return { subscription: 's1' };
  });
  const heard = [];
  const changes = home.pipelines.changes({ onRestart: () => heard.push('restart') });
  heard.push((await changes.next()).value.name);
  node.cut();
  heard.push((await changes.next()).value.name);
  assert.deepEqual(heard, ['p1', 'restart', 'p2']);
});

withNode('what onSkipped and onRestart throw is seen, and stops nothing', async (node, connect) => {
  const home = await network(node, await connect());
  node.on('pipeline.subscribe', (_, peer) => {
    setImmediate(() => {
      peer.notify('skipped', { subscription: 's1', count: 3 });
      peer.notify('message', { subscription: 's1', message: message(1) });
    });
    return { subscription: 's1' };
  });
  node.on('state.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('state.changed', { subscription: 's2', value: node.connections }));
    return { subscription: 's2' };
  });
  const fail = (sentence) => () => {
    throw new Error(sentence);
  };
  const uncaught = await uncaughtIn(async () => {
    const messages = home.pipeline('chat').messages({ onSkipped: fail('skipped') });
    assert.equal((await messages.next()).value.text, '1');
    const changes = home.pipeline('chat').state.counter('c').changes({ onRestart: fail('restarted') });
    assert.equal((await changes.next()).value, 1);
    await messages.return();
    node.cut();
    assert.equal((await changes.next()).value, 2);
  });
  assert.deepEqual(uncaught, ['skipped', 'restarted']);
});

withNode('a notification of which no item can be made ends its stream, and nothing else', async (node, connect) => {
  const pipes = await connect();
  const home = await network(node, pipes);
  node.on('pipeline.subscribe', (_, peer) => {
    setImmediate(() => peer.notify('messages', { subscription: 's1', messages: 7 }));
    return { subscription: 's1' };
  });
  await assert.rejects(home.pipeline('chat').messages().next(), TypeError);
  await node.until(() => node.told('subscription.cancel').length === 1);
  assert.equal((await pipes.status()).state, 'ready');
  assert.equal(node.connections, 1);
});
