// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import test from 'node:test';
import { Pipes } from '../../src/node.js';
import { ScriptedNode } from './scripted-node.js';

/** A test with a scripted node, and a way to connect to it. */
export function withNode(name, body) {
  test(name, { timeout: 20_000 }, async (t) => {
    const node = await ScriptedNode.start();
    const clients = [];
    t.after(async () => {
      clients.forEach((client) => client.close());
      await node.stop();
    });
    const connect = async (options = {}) => {
      const client = await Pipes.connect({ url: node.url, token: node.token, ...options });
      clients.push(client);
      return client;
    };
    await body(node, connect);
  });
}

export async function network(node, client) {
  node.on('network.list', () => [{ network: 'n1', name: 'home', node: 'me', identity: 'i1' }]);
  return client.networks.find('home');
}

/** Until what has come from the node, and what follows from that, is dealt with. */
export function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A promise that the test resolves itself. */
export function later() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
