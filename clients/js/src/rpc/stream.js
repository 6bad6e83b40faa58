// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { PipesError } from '../errors.js';
import { callOut } from './callout.js';
import { LinkLost } from './link.js';
import { pause } from './waiting.js';

/** The most that may be granted. */
export const MOST = 4_096;

const WINDOW = 256;

/** After so many milliseconds the node is asked again for what it does not give yet. */
const AGAIN = 200;

/**
 * What a subscription brings, as an async iterator. The node sends no more than the window has room for, so whoever reads slowly holds the node
 * back; leaving the loop cancels the subscription. When the connection was lost it subscribes again, as its plan says.
 *
 * A plan is
 * - `method`, `params`: the call that subscribes,
 * - `take(method, params, link)`: the items that a notification brings,
 * - `resume(last)`: the parameters with which it goes on behind the last item that came (null if none came), where that are others; may throw why
 *   it cannot,
 * - `restart()`: told before it begins again,
 * - `lasting`: true where it is subscribed again also when the node has ended it, or does not take it back yet,
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
  /** Resolves when the connection that it is subscribed through is lost, or it is over, with how long to wait before the next one. */
  #interrupted;
  #interrupt = () => {};
  #over = false;
  #failure = null;
  #hasBegun = false;
  #settle;
  /** Resolves when it is subscribed for the first time; rejects when it was over before. */
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
      this.#settle = { resolve, reject };
    });
    this.begun.catch(() => {});
    this.#run().catch((failure) => this.#finish(failure));
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
    } else {
      this.#hasBegun = true;
      this.#settle.resolve();
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
      this.#ended(params.error ? PipesError.of(params.error) : null);
    } else if (method === 'skipped') {
      callOut(this.#plan.gap, params.count);
    } else {
      this.#take(method, params);
    }
  }

  /** What cannot be made an item of, here or by the application, ends it, and nothing else. */
  #take(method, params) {
    let items;
    try {
      items = this.#plan.take(method, params, this.#link);
    } catch (failure) {
      this.#finish(failure);
      return;
    }
    this.#push(items);
  }

  #ended(failure) {
    this.#forget();
    if (this.#plan.lasting) {
      this.#interrupt(AGAIN);
    } else {
      this.#finish(failure);
    }
  }

  /** Subscribes as often as connections are lost. */
  async #run() {
    let params = this.#plan.params;
    while (!this.#over) {
      const link = await this.#session.linked(this.#signal);
      if (this.#over) {
        return;
      }
      const wait = await this.#until(link, params);
      this.#forget();
      if (wait > 0 && !this.#over) {
        await pause(wait);
      }
      if (!this.#over) {
        params = this.#again();
      }
    }
  }

  /**
   * Is subscribed on this connection, until that or the subscription ends.
   *
   * @returns {Promise<number>} how long to wait before it is subscribed again, in milliseconds
   */
  async #until(link, params) {
    try {
      await this.#subscribe(link, params);
      return await this.#interrupted;
    } catch (failure) {
      if (failure instanceof LinkLost) {
        return 0;
      }
      if (this.#plan.lasting && this.#hasBegun && mayComeBack(failure)) {
        return AGAIN;
      }
      throw failure;
    }
  }

  #again() {
    if (this.#plan.unread) {
      this.#queue = [];
    }
    callOut(this.#plan.restart);
    return this.#plan.resume ? this.#plan.resume(this.#last) : this.#plan.params;
  }

  async #subscribe(link, params) {
    try {
      await this.#call(link, params);
    } catch (failure) {
      // What keeps nothing has no place to go on from.
      if (params === this.#plan.params || failure.code !== 'invalid_argument') {
        throw failure;
      }
      callOut(this.#plan.gap, null);
      await this.#call(link, this.#plan.params);
    }
  }

  #call(link, params) {
    this.#interrupted = new Promise((resolve) => {
      this.#interrupt = (wait = 0) => resolve(wait);
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
    this.#settle.reject(failure ?? new PipesError('cancelled', 'The stream was left before it had begun.'));
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

/** Whether what the node refuses now it may take later: after a lost connection it still holds what was begun on that. */
function mayComeBack(failure) {
  return failure instanceof PipesError && (failure.retry || failure.code === 'already_exists');
}
