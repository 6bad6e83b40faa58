// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { unlessAborted } from '../rpc/waiting.js';

/**
 * Publishes into one pipeline. If the pipeline is persistent, each message has a number under the name of this producer, and the node takes no
 * number twice, so that what was not answered is published again after a lost connection. A call goes out when the one before it was answered:
 * a number that failed may not be tried again behind a higher one. Each says behind which one it is to stand, of which is known that it is stored.
 */
export class Producer {
  #session;
  #place;
  #producer = randomName();
  #number = 0;
  /** of the last message that is stored */
  #stored = 0;
  #before = Promise.resolve();
  /** @type {Promise<string> | null} what kind of pipeline it is */
  #known = null;

  constructor(session, network, name) {
    this.#session = session;
    this.#place = { network, name };
  }

  /** @param {number} messages how many these are */
  publish(params, messages, how) {
    const published = this.#before.then(() => this.#next(params, messages, how));
    this.#before = published.catch(() => {});
    // It may wait behind others for long.
    return unlessAborted(published, how.signal);
  }

  async #next(params, messages, how) {
    how.signal?.throwIfAborted();
    const kept = await this.#keeps(how);
    const numbered = kept ? { producer: this.#producer, number: this.#number + 1 } : {};
    const behind = kept && this.#stored > 0 ? { behind: this.#stored } : {};
    this.#number += messages;
    const last = this.#number;
    const answer = await this.#session.call('pipeline.publish', { ...this.#place, ...numbered, ...behind, ...params }, { ...how, repeat: () => kept });
    this.#stored = last;
    return answer;
  }

  /** What is kept stays so. A live pipeline keeps no numbers, so that nothing is said twice only if nothing is repeated. */
  async #keeps({ signal }) {
    this.#known ??= this.#kind(signal);
    try {
      return (await this.#known) === 'persistent';
    } catch (failure) {
      this.#known = null;
      throw failure;
    }
  }

  async #kind(signal) {
    try {
      return (await this.#session.call('pipeline.show', this.#place, { signal })).kind;
    } catch (failure) {
      // Who may publish may not be allowed to ask.
      if (failure.code === 'refused') {
        return 'unknown';
      }
      throw failure;
    }
  }
}

/** The producers of a client: one for each pipeline, so that nodes have few names to remember. */
export class Producers {
  #session;
  #producers = new Map();

  constructor(session) {
    this.#session = session;
  }

  /** @param {string} lane what waits for long goes beside what does not */
  of(network, name, lane) {
    const key = JSON.stringify([network, name, lane]);
    if (!this.#producers.has(key)) {
      this.#producers.set(key, new Producer(this.#session, network, name));
    }
    return this.#producers.get(key);
  }
}

function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `js-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
