// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
//
// A persistent pipeline as the node keeps it, as far as a client can tell, for a scripted node that loses its connections.

import { Refusal } from './scripted-node.js';

export class KeptPipeline {
  kept = [];
  #producers = new Map();
  #waiting = [];
  #readers = new Set();
  #last = 0;

  constructor(node) {
    node.on('pipeline.show', () => ({ name: 'chat', kind: 'persistent' }));
    node.on('pipeline.publish', (params) => this.publish(params));
    node.on('pipeline.subscribe', (params, peer) => this.#subscribe(params, peer));
    node.on('subscription.grant', ({ subscription, count }) => this.#grant(subscription, count));
  }

  /** A message waits for the one that it is to stand behind. */
  async publish({ producer, number, behind, text, messages }) {
    const stored = this.#of(producer);
    while (behind !== undefined && !stored.has(behind)) {
      await new Promise((resolve) => this.#waiting.push(resolve));
    }
    const repeated = stored.has(number);
    const names = (messages ?? [{ text }]).map((one, i) => this.#once(stored, number + i, one.text));
    this.#waiting.splice(0).forEach((wake) => wake());
    return { ...(messages ? { messages: names } : { message: names[0], packet: names[0]?.split('.')[0] ?? null }), receipt: 'stored', repeated };
  }

  #of(producer) {
    if (!this.#producers.has(producer)) {
      this.#producers.set(producer, new Set());
    }
    return this.#producers.get(producer);
  }

  /** @returns {string | null} no name of what was there before */
  #once(stored, number, text) {
    if (stored.has(number)) {
      return null;
    }
    stored.add(number);
    this.add(text);
    return `p${this.kept.length}.0`;
  }

  add(text) {
    const seq = this.kept.length + 1;
    this.kept.push({ message: `p${seq}.0`, packet: `p${seq}`, index: 0, pipeline: 'chat', author: 'anna', name: 'Anna', seq, time: '2026-01-01T00:00:00.000Z', received: '2026-01-01T00:00:00.000Z', contentType: 'text/plain', text });
    this.#readers.forEach((reader) => this.#give(reader));
  }

  #subscribe({ from, after, window }, peer) {
    if (from !== 'start' && after === undefined) {
      throw new Refusal('invalid_argument');
    }
    const reader = { subscription: `s${++this.#last}`, peer, at: after?.seq ?? 0, window };
    this.#readers.add(reader);
    // Behind the answer.
    setImmediate(() => this.#give(reader));
    return { subscription: reader.subscription };
  }

  #grant(subscription, count) {
    for (const reader of this.#readers) {
      if (reader.subscription === subscription) {
        reader.window += count;
        this.#give(reader);
      }
    }
    return {};
  }

  #give(reader) {
    while (reader.window > 0 && reader.at < this.kept.length) {
      reader.window--;
      reader.peer.notify('message', { subscription: reader.subscription, message: this.kept[reader.at++] });
    }
  }
}
