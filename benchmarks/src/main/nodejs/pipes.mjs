// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
import { readFile } from 'node:fs/promises';
import { Pipes } from 'pipes-client';

/** How many messages one call has at most, and how many calls are under way, where what waits goes together. */
const MOST = 256;
const CALLS = 2;

/** A client of a node. An address is the port of its door and its home. */
export async function open(address, encoding) {
  const [port, home] = address.split(/,(.*)/s);
  const token = (await readFile(`${home}/api-token`, 'utf8')).trim();
  const pipes = await Pipes.connect({ url: `ws://127.0.0.1:${port}/api/v1`, token, encoding });
  const [network] = await pipes.networks.list();
  const publishing = new Map();
  const window = 4_096;
  return {
    window: window / 2,
    async subscribe(name, listener) {
      const messages = network.pipeline(name).messages({ window, onSkipped: (count) => console.error(count, 'were left out') });
      await messages.begun;
      (async () => {
        for await (const message of messages) listener(message.bytes);
      })();
    },
    publish(name, message) {
      if (!publishing.has(name)) {
        publishing.set(name, encoding === 'cbor' ? gathering(network.pipeline(name)) : oneByOne(network.pipeline(name)));
      }
      publishing.get(name)(message);
    },
  };
}

function failed(failure) {
  console.error(failure);
  process.exit(1);
}

function oneByOne(pipeline) {
  return (message) => pipeline.publish(message).catch(failed);
}

/** Publishes at once while little is under way, and together what has come meanwhile when something is answered. */
function gathering(pipeline) {
  let waiting = [];
  let underWay = 0;
  const send = () => {
    while (underWay < CALLS && waiting.length > 0) {
      const now = waiting.slice(0, MOST);
      waiting = waiting.slice(MOST);
      underWay++;
      pipeline.publishAll(now).then(() => {
        underWay--;
        send();
      }, failed);
    }
  };
  return (message) => {
    waiting.push(message);
    send();
  };
}
