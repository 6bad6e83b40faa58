// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { BATCH, messagesIn } from '../message/message.js';
import { MOST } from '../rpc/stream.js';

/**
 * Messages to this node. Each counts as delivered when the next one is asked for or the loop is left; what had not got so far when the connection was lost comes
 * again, and is told once all the same.
 */
export class DirectMessages {
  method = 'message.subscribe';
  unread = true;
  #session;
  #dealtWith = new Set();
  /** What the application has in hand, and whether the present subscription has sent it. */
  #inHand = null;
  #sentHere = false;

  constructor(session, params) {
    this.#session = session;
    this.params = { ...params, batch: BATCH, acknowledge: true };
  }

  take(method, told) {
    return messagesIn(method, told, this.#session.encoding);
  }

  resume() {
    this.#sentHere = false;
    return this.params;
  }

  isRepeated({ id }, stream) {
    if (this.#inHand === id) {
      this.#sentHere = true;
      return true;
    }
    if (this.#dealtWith.has(id)) {
      acknowledge(stream);
      return true;
    }
    return false;
  }

  handedOut({ id }) {
    this.#inHand = id;
    this.#sentHere = true;
  }

  dealtWith(stream) {
    if (this.#inHand === null) {
      return;
    }
    this.#remember(this.#inHand);
    if (this.#sentHere) {
      acknowledge(stream);
    }
    this.#inHand = null;
  }

  #remember(id) {
    this.#dealtWith.add(id);
    // The node may not have heard of it when the connection was lost, of as many as may be on their way.
    if (this.#dealtWith.size > MOST) {
      this.#dealtWith.delete(this.#dealtWith.values().next().value);
    }
  }
}

function acknowledge(stream) {
  stream.tell('message.acknowledge', { count: 1 });
}
