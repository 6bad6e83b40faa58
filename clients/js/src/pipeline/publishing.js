// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/**
 * Publishes into one pipeline, each message once, however often the connection is lost: every one has a number under the name of this producer,
 * and a persistent pipeline takes no number twice. A call goes out when the one before it was answered, since a number that failed may not be
 * tried again behind a higher one.
 */
export class Producer {
  #session;
  #network;
  #name;
  #producer = randomName();
  #number = 0;
  #before = Promise.resolve();

  constructor(session, network, name) {
    this.#session = session;
    this.#network = network;
    this.#name = name;
  }

  publish(params, how) {
    const published = this.#before.then(() => this.#next(params, how));
    this.#before = published.catch(() => {});
    return published;
  }

  #next(params, { signal, progress } = {}) {
    signal?.throwIfAborted();
    const numbered = { network: this.#network, name: this.#name, producer: this.#producer, number: ++this.#number, ...params };
    return this.#session.call('pipeline.publish', numbered, { signal, progress, repeat: () => this.#isKept(signal) });
  }

  /** A live pipeline keeps no numbers, so that nothing is said twice only if nothing is repeated. */
  async #isKept(signal) {
    const { kind } = await this.#session.call('pipeline.show', { network: this.#network, name: this.#name }, { signal });
    return kind === 'persistent';
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
