// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { PipesError } from '../errors.js';
import { LinkLost } from './link.js';

/** The most that may be granted. */
export const MOST = 4_096;

const WINDOW = 256;

/**
 * What a subscription brings, as an async iterator. The node sends no more than the window has room for, so whoever reads slowly holds the node
 * back; leaving the loop cancels the subscription. When the connection was lost it subscribes again, as its plan says.
 *
 * A plan is
 * - `method`, `params`: the call that subscribes,
 * - `take(method, params)`: the items that a notification brings,
 * - `resume(last)`: the parameters with which it goes on behind the last item that came (null if none came); may throw why it cannot,
 * - `isRepeated(item, stream)`: whether an item has come before, and is left out,
 * - `handedOut(item)`, `dealtWith(stream)`: told when the application gets an item, and when it is done with that,
 * - `unread`: true where the node sends again, after a lost connection, what nobody has read,
 * - `gap(count)`: told what was left out, null when nobody knows how much,
 * - `granted`: false where the node grants by itself.
 */
export class Stream {
  #session;
  #plan;
  #window;
  #signal;
  #queue = [];
  /** How many the node may still send. */
  #room = 0;
  #last = null;
  /** @type {{resolve: Function, reject: Function}[]} who waits for an item */
  #waiting = [];
  #link = null;
  #subscription = null;
  /** Resolves when the connection that it is subscribed through is lost, or it is over. */
  #interrupted;
  #interrupt = () => {};
  #over = false;
  #failure = null;
  /** Resolves when it is subscribed for the first time. */
  begun;

  constructor(session, plan, { window = WINDOW, signal } = {}) {
    if (!Number.isInteger(window) || window < 1 || window > MOST) {
      throw new PipesError('invalid_argument', `A window is 1 to ${MOST}, not ${window}.`);
    }
    this.#session = session;
    this.#plan = plan;
    this.#window = window;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#aborted, { once: true });
    session.closed.addEventListener('abort', this.#closed, { once: true });
    this.begun = new Promise((resolve, reject) => {
      this.#run(resolve).catch((failure) => {
        this.#finish(failure);
        reject(failure);
      });
    });
    this.begun.catch(() => {});
    if (signal?.aborted) {
      this.#aborted();
    }
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  next() {
    this.#plan.dealtWith?.(this);
    if (this.#queue.length > 0) {
      const value = this.#queue.shift();
      this.#plan.handedOut?.(value);
      this.#grant();
      return Promise.resolve({ value, done: false });
    }
    if (this.#failure) {
      const failure = this.#failure;
      this.#failure = null;
      return Promise.reject(failure);
    }
    if (this.#over) {
      return Promise.resolve({ value: undefined, done: true });
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** The loop was left. */
  return(value) {
    this.#plan.dealtWith?.(this);
    this.#queue = [];
    this.#failure = null;
    this.#finish(null);
    return Promise.resolve({ value, done: true });
  }

  /** Says something about the subscription to the node, unless the connection is lost: then there is none. */
  tell(method, params) {
    if (this.#subscription !== null) {
      this.#link.tell(method, { subscription: this.#subscription, ...params });
    }
  }

  // What the link tells.

  began(link, subscription) {
    this.#link = link;
    this.#subscription = subscription;
    if (this.#over) {
      this.#cancel();
    }
  }

  lost() {
    this.#interrupt();
  }

  hear(method, params) {
    if (this.#over) {
      return;
    }
    if (method === 'ended') {
      this.#forget();
      this.#finish(params.error ? PipesError.of(params.error) : null);
    } else if (method === 'skipped') {
      this.#plan.gap?.(params.count);
    } else {
      this.#push(this.#plan.take(method, params));
    }
  }

  /** Subscribes as often as connections are lost. */
  async #run(begun) {
    let params = this.#plan.params;
    while (!this.#over) {
      const link = await this.#session.linked(this.#signal);
      if (this.#over) {
        return;
      }
      try {
        await this.#subscribe(link, params);
        begun();
        await this.#interrupted;
      } catch (failure) {
        if (!(failure instanceof LinkLost)) {
          throw failure;
        }
      }
      this.#forget();
      if (!this.#over) {
        if (this.#plan.unread) {
          this.#queue = [];
        }
        params = this.#plan.resume(this.#last);
      }
    }
  }

  async #subscribe(link, params) {
    try {
      await this.#call(link, params);
    } catch (failure) {
      // What keeps nothing has no place to go on from.
      if (params === this.#plan.params || failure.code !== 'invalid_argument') {
        throw failure;
      }
      this.#plan.gap?.(null);
      await this.#call(link, this.#plan.params);
    }
  }

  #call(link, params) {
    this.#interrupted = new Promise((resolve) => {
      this.#interrupt = resolve;
    });
    this.#room = Math.max(1, this.#window - this.#queue.length);
    return link.call(this.#plan.method, { ...params, window: this.#room }, { signal: this.#signal, subscriber: this });
  }

  #push(items) {
    for (const item of items) {
      this.#room--;
      if (this.#plan.isRepeated?.(item, this)) {
        this.#grant();
        continue;
      }
      this.#last = item;
      const next = this.#waiting.shift();
      if (next) {
        this.#plan.handedOut?.(item);
        next.resolve({ value: item, done: false });
        this.#grant();
      } else {
        this.#queue.push(item);
      }
    }
    if (this.#queue.length > MOST && this.#plan.granted !== false) {
      this.#cancel();
      this.#finish(new PipesError('internal', 'The node sent more than was granted.'));
    }
  }

  /** In halves of the window, so that not each item costs a message. */
  #grant() {
    const open = this.#room + this.#queue.length;
    if (this.#plan.granted !== false && open <= this.#window / 2) {
      const count = this.#window - open;
      this.#room += count;
      this.tell('subscription.grant', { count });
    }
  }

  #cancel() {
    this.tell('subscription.cancel', {});
    this.#forget();
  }

  #forget() {
    this.#link?.forget(this.#subscription);
    this.#link = null;
    this.#subscription = null;
  }

  #finish(failure) {
    this.#signal?.removeEventListener('abort', this.#aborted);
    this.#session.closed.removeEventListener('abort', this.#closed);
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#cancel();
    this.#interrupt();
    const waiting = this.#waiting;
    this.#waiting = [];
    if (failure && waiting.length > 0) {
      waiting.shift().reject(failure);
    } else {
      this.#failure = failure;
    }
    waiting.forEach(({ resolve }) => resolve({ value: undefined, done: true }));
  }

  #aborted = () => {
    this.#queue = [];
    this.#finish(this.#signal.reason);
  };

  #closed = () => this.#finish(this.#session.closed.reason);
}
