// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { PipesError } from '../errors.js';
import { pause } from '../rpc/waiting.js';

/** How often the node is asked for what it tells the connection alone on which a message was sent, in milliseconds. */
const LOOK = 1_000;

/**
 * How far messages to single nodes have come that this client follows. The node tells it on the connection on which a message was sent; when
 * that was lost, it is asked.
 */
export class Receipts {
  #session;
  /** @type {Map<string, Followed>} by the message's name */
  #followed = new Map();
  #sending = 0;
  #looking = false;

  constructor(session) {
    this.#session = session;
    session.hear('receipt.changed', ({ message, receipt, error }) => this.#of(message)?.told(receipt, error));
    session.onConnected(() => this.#lookAgain());
    session.closed.addEventListener('abort', () => this.#followed.forEach((one) => one.failed(session.closed.reason)));
  }

  /** Sends a message, and adds to the answer what becomes of it. */
  async send(params, how) {
    this.#sending++;
    try {
      const sent = await this.#session.call('message.send', { ...params, follow: true }, how);
      const followed = this.#of(sent.message);
      followed.network = params.network;
      followed.told(sent.receipt);
      return { ...sent, receipts: followed.receipts() };
    } finally {
      if (--this.#sending === 0) {
        this.#forget((one) => one.network === null);
      }
      this.#forget((one) => one.isOver);
    }
  }

  /** What is told may come before the answer that names the message. */
  #of(message) {
    if (!this.#followed.has(message) && this.#sending > 0) {
      this.#followed.set(message, new Followed());
    }
    return this.#followed.get(message);
  }

  #forget(which) {
    [...this.#followed].filter(([, one]) => which(one)).forEach(([message]) => this.#followed.delete(message));
  }

  async #lookAgain() {
    this.#followed.forEach((one) => {
      one.wasLost = true;
    });
    if (this.#looking) {
      return;
    }
    this.#looking = true;
    try {
      while (!this.#session.closed.aborted && [...this.#followed.values()].some((one) => one.wasLost)) {
        await this.#look();
        await pause(LOOK, this.#session.closed);
      }
    } catch (failure) {
      if (!this.#session.closed.aborted) {
        this.#followed.forEach((one) => one.failed(failure));
      }
    } finally {
      this.#looking = false;
    }
  }

  async #look() {
    for (const [message, one] of this.#followed) {
      if (one.wasLost && one.network !== null) {
        try {
          one.told((await this.#session.call('message.receipt', { network: one.network, message })).receipt);
        } catch (failure) {
          if (!failure.retry) {
            one.failed(failure);
          }
        }
      }
    }
    this.#forget((one) => one.isOver);
  }
}

/** One message: its receipts that nobody has read yet. */
class Followed {
  network = null;
  /** Whether the connection is gone on which the node tells of it. */
  wasLost = false;
  #last = null;
  #unread = [];
  #failure = null;
  #wake = () => {};

  get isOver() {
    return this.#failure !== null || this.#last === 'delivered';
  }

  told(receipt, error) {
    if (error) {
      this.failed(PipesError.of(error));
    } else if (receipt !== this.#last && this.#last !== 'delivered') {
      this.#last = receipt;
      this.#unread.push(receipt);
      this.#wake();
    }
  }

  failed(why) {
    this.#failure ??= why;
    this.#wake();
  }

  async *receipts() {
    for (;;) {
      while (this.#unread.length > 0) {
        yield this.#unread.shift();
      }
      if (this.#failure && this.#last !== 'delivered') {
        throw this.#failure;
      }
      if (this.isOver) {
        return;
      }
      await new Promise((wake) => {
        this.#wake = wake;
      });
    }
  }
}
