// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import assert from 'node:assert/strict';
import test from 'node:test';
import { Pipes } from '../../src/node.js';
import { frame, Refusal, SILENCE } from '../support/scripted-node.js';
import { uncaughtIn } from '../support/uncaught.js';
import { later, withNode } from '../support/with-node.js';

withNode('a client says its token first, and hears who the node is', async (node, connect) => {
  const pipes = await connect();
  assert.equal(node.calls[0][0], 'auth');
  assert.equal(pipes.welcome.version, '1.2.3');
});

withNode('a wrong token is the end of it', async (node, connect) => {
  await assert.rejects(connect({ token: 'wrong' }), { name: 'PipesError', code: 'unauthenticated', retry: false });
  assert.equal(node.connections, 1);
});

withNode('a client that is too old stops', async (node, connect) => {
  node.on('auth', () => ({ api: '2' }));
  await assert.rejects(connect(), { code: 'feature_missing' });
});

test('where nobody listens nobody is reached, and what is no address is the mistake of the caller', async () => {
  await assert.rejects(Pipes.connect({ url: 'ws://127.0.0.1:1/api/v1', token: 'x' }), { code: 'unreachable', retry: true });
  await assert.rejects(Pipes.connect({ url: 'http://127.0.0.1:1/api/v1', token: 'x' }), { code: 'invalid_argument' });
  await assert.rejects(Pipes.connect({ url: 'ws://127.0.0.1:1/api/v1' }), { code: 'invalid_argument' });
  await assert.rejects(Pipes.connect({ url: 'ws://127.0.0.1:1/', token: 'x', encoding: 'xml' }), { code: 'invalid_argument' });
});

for (const [status, code] of [[403, 'refused'], [421, 'refused'], [503, 'busy'], [404, 'unreachable']]) {
  withNode(`HTTP ${status} is ${code}`, async (node, connect) => {
    node.turnAway = status;
    await assert.rejects(connect(), { code });
  });
}

withNode('who cannot prove that it understood is no WebSocket server', async (node, connect) => {
  node.proof = 'AAAA';
  await assert.rejects(connect(), { code: 'unreachable' });
});

withNode('connecting can be given up', async (node, connect) => {
  node.on('auth', () => SILENCE);
  const giveUp = new AbortController();
  const connecting = connect({ signal: giveUp.signal });
  await node.until(() => node.told('auth').length === 1);
  giveUp.abort(new Error('no patience'));
  await assert.rejects(connecting, { message: 'no patience' });
  await node.until(() => node.peers.size === 0);
});

withNode('a node that has just started is waited for until it has loaded everything', async (node, connect) => {
  const states = ['setup', 'setup', 'ready'];
  node.on('status', () => ({ state: states.shift() }));
  await connect();
  assert.deepEqual(states, []);
});

withNode('a token that is not for the status lets in as well', async (node, connect) => {
  node.on('status', () => {
    throw new Refusal('refused');
  });
  await connect();
});

withNode('lost connections are followed by others, and the application hears of both', async (node, connect) => {
  const heard = [];
  const back = later();
  const pipes = await connect({ onConnection: (state) => heard.push(state) > 2 && back.resolve() });
  node.cut();
  await back.promise;
  assert.deepEqual(heard, ['connected', 'lost', 'connected']);
  assert.equal((await pipes.status()).state, 'ready');
  pipes.close();
  assert.deepEqual(heard, ['connected', 'lost', 'connected', 'closed']);
});

withNode('a revoked token ends the client, and everything says why', async (node, connect) => {
  const closed = later();
  const pipes = await connect({ onConnection: (state, why) => state === 'closed' && closed.resolve(why) });
  node.token = 'another';
  node.on('token.list', (_, peer) => (peer.close(1008), SILENCE));
  await assert.rejects(pipes.tokens.list(), { code: 'unauthenticated' });
  assert.equal((await closed.promise).code, 'unauthenticated');
  await assert.rejects(pipes.status(), { code: 'unauthenticated' });
});

withNode('what waits when the client is closed fails', async (node, connect) => {
  node.on('token.list', () => SILENCE);
  const pipes = await connect();
  const waiting = pipes.tokens.list();
  await node.until(() => node.told('token.list').length === 1);
  pipes.close();
  await assert.rejects(waiting, { code: 'unreachable' });
  await assert.rejects(pipes.status(), { code: 'unreachable' });
});

withNode('pings are answered', async (node, connect) => {
  const pipes = await connect();
  const [peer] = node.peers;
  peer.raw(frame(0x89, Buffer.from('are you there?')));
  await pipes.status();
  assert.deepEqual(peer.pongs, ['are you there?']);
});

for (const [what, bytes, code] of [
  ['a reserved bit', frame(0xc1, Buffer.from('{}')), 1002],
  ['no UTF-8', frame(0x81, Buffer.from([0xff])), 1007],
  ['more than is read', Buffer.from([0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0]), 1009],
  ['a text that is no JSON', frame(0x81, Buffer.from('{')), 1000],
  ['bytes where texts are spoken', frame(0x82, Buffer.from('{}')), 1000],
]) {
  withNode(`a connection on which ${what} comes is ended, and followed by another`, async (node, connect) => {
    const pipes = await connect();
    const [peer] = node.peers;
    peer.raw(bytes);
    await node.until(() => node.connections === 2);
    assert.equal(peer.closeCode, code);
    assert.equal((await pipes.status()).state, 'ready');
  });
}

for (const said of ['null', '[]', '7', '{"id":99,"result":1}', '{"id":{},"result":1}', '{"method":"message"}', '{"method":"message","params":{"subscription":"s9"}}', '{"method":7,"id":null,"error":{}}', '{"method":"progress","params":{"id":5}}']) {
  withNode(`what is for nobody changes nothing: ${said}`, async (node, connect) => {
    const pipes = await connect();
    const [peer] = node.peers;
    peer.raw(frame(0x81, Buffer.from(said)));
    assert.equal((await pipes.status()).state, 'ready');
    assert.equal(node.connections, 1);
  });
}

withNode('what onConnection throws is seen, and stops nothing', async (node, connect) => {
  node.on('token.create', (_, peer) => (peer.cut(), SILENCE));
  const uncaught = await uncaughtIn(async () => {
    const pipes = await connect({
      onConnection: (state) => {
        throw new Error(state);
      },
    });
    await assert.rejects(pipes.tokens.create('phone'), { code: 'unreachable' });
    assert.equal((await pipes.status()).state, 'ready');
    pipes.close();
  });
  assert.deepEqual(uncaught, ['connected', 'lost', 'connected', 'closed']);
  assert.equal(node.connections, 2);
});

withNode('who hears of a lost connection may call at once', async (node, connect) => {
  const answered = later();
  const pipes = await connect({ onConnection: (state) => state === 'lost' && answered.resolve(pipes.status()) });
  node.cut();
  assert.equal((await answered.promise).state, 'ready');
});
