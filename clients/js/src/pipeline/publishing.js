// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { Queue } from '../rpc/queue.js';
import { Numbers } from './numbers.js';
import { Share } from './share.js';

/**
 * Publishes into one pipeline, in the order in which it is told to. Calls are under way together; single messages go out at once if none is, and
 * else share the next call: when the one before them is answered, or they fill it.
 *
 * If the pipeline is persistent, each message has a number under the name of this producer, and the node takes no number twice, so that what was not
 * answered is published again after a lost connection. Each says behind which other one it is to stand, so that it does not overtake that.
 */
export class Producer {
  #session;
  #place;
  #name = randomName();
  #numbers = new Numbers();
  #waiting = new Queue();
  /** @type {Share | null} the last one, which others may join */
  #last = null;
  /** How many calls are under way for which others wait. */
  #awaited = 0;
  #isPumping = false;
  /** @type {boolean | null} whether the node keeps the pipeline, once that is known; what is kept stays so */
  #kept = null;
  #asking = false;

  constructor(session, network, name) {
    this.#session = session;
    this.#place = { network, name };
  }

  /** @param {object} said as {@link Share} has it, without who waits for the answer */
  publish(said) {
    return new Promise((resolve, reject) => {
      said.signal?.throwIfAborted();
      this.#add({ ...said, resolve, reject });
      this.#pumpSoon();
    });
  }

  #add(said) {
    if (!this.#last?.takes(said)) {
      this.#last = new Share(said);
      this.#waiting.add(this.#last);
    }
  }

  /** What is published in one go goes together. */
  #pumpSoon() {
    if (!this.#isPumping) {
      this.#isPumping = true;
      queueMicrotask(() => {
        this.#isPumping = false;
        this.#pump();
      });
    }
  }

  #pump() {
    if (this.#kept === null) {
      this.#ask();
      return;
    }
    while (this.#waiting.length > 0 && !this.#isWorthWaiting()) {
      const share = this.#waiting.take();
      share.close();
      share.number = this.#numbers.take(share.messages);
      this.#send(share);
    }
  }

  /** Others may join it, and it is not the only one on its way. */
  #isWorthWaiting() {
    return this.#awaited > 0 && this.#waiting.length === 1 && this.#waiting.first().isShared;
  }

  async #send(share) {
    this.#numbers.begun(share.last);
    this.#awaited += share.isShared ? 1 : 0;
    let behind;
    const params = () => {
      behind = this.#kept ? this.#numbers.behind(share.number) : undefined;
      return { ...this.#place, ...(this.#kept && { producer: this.#name, number: share.number, behind }), ...share.params };
    };
    try {
      const answer = await this.#session.call('pipeline.publish', params, { signal: share.signal, progress: share.progress, repeat: this.#kept });
      this.#numbers.stored(share.last);
      share.resolve(answer);
    } catch (why) {
      this.#numbers.failed(share.last);
      await this.#failed(share, why, behind);
    } finally {
      this.#awaited -= share.isShared ? 1 : 0;
      this.#pumpSoon();
    }
  }

  async #failed(share, why, behind) {
    if (why?.code === 'timed_out' && behind !== undefined && !this.#numbers.isStored(behind)) {
      // What it was to stand behind has failed since.
      return this.#send(share);
    }
    if (share.isSeveral && this.#kept) {
      return this.#settle(share, why);
    }
    return share.reject(why);
  }

  /** Some of what was published together may be stored. */
  async #settle(share, why) {
    const ranges = await this.#stored();
    share.settle((number) => ranges.some((range) => range?.[0] <= number && number <= range?.[1]), why);
  }

  async #stored() {
    try {
      const { stored } = await this.#session.call('pipeline.producer', { ...this.#place, producer: this.#name });
      return Array.isArray(stored) ? stored : [];
    } catch {
      return [];
    }
  }

  /** A live pipeline keeps no numbers, so that nothing is said twice only if nothing is repeated. */
  async #ask() {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    try {
      this.#kept = (await this.#kind()) === 'persistent';
      this.#pump();
    } catch (why) {
      while (this.#waiting.length > 0) {
        const share = this.#waiting.take();
        share.close();
        share.reject(why);
      }
    } finally {
      this.#asking = false;
    }
  }

  async #kind() {
    try {
      return (await this.#session.call('pipeline.show', this.#place)).kind;
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

  of(network, name) {
    const key = JSON.stringify([network, name]);
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
