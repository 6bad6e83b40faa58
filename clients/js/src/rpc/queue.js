// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/** What waits for its turn, in the order in which it came. A signal ends the waiting. */
export class Queue {
  /** @type {Map<{signal?: AbortSignal, reject: (why: unknown) => void}, () => void>} with what is done when it is given up */
  #waiting = new Map();

  get length() {
    return this.#waiting.size;
  }

  add(one) {
    const giveUp = () => {
      this.#waiting.delete(one);
      one.reject(one.signal.reason);
    };
    this.#waiting.set(one, giveUp);
    one.signal?.addEventListener('abort', giveUp, { once: true });
  }

  first() {
    return this.#waiting.keys().next().value;
  }

  /** The first one, which does not wait any more. */
  take() {
    const one = this.first();
    one.signal?.removeEventListener('abort', this.#waiting.get(one));
    this.#waiting.delete(one);
    return one;
  }
}
