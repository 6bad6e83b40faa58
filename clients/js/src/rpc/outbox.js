// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

/** What a node counts for a call at least, in bytes. */
const LEAST = 1_024;

/**
 * How much a node was told and has not answered. Beyond what it allows it reads nothing more, so what it needs to answer, such as the answer of a
 * service that it has called here, would not reach it: calls wait on this side instead, in their order.
 */
export class Outbox {
  #send;
  #most = Infinity;
  #unanswered = 0;
  /** @type {Set<{bytes: number}>} */
  #waiting = new Set();

  /** @param {(call: {bytes: number}) => void} send hears what goes out now */
  constructor(send) {
    this.#send = send;
  }

  /** @param {unknown} bytes what the node says that it takes */
  limit(bytes) {
    this.#most = Number.isSafeInteger(bytes) && bytes > 0 ? bytes : Infinity;
  }

  put(call) {
    this.#waiting.add(call);
    this.#sendSome();
  }

  /** It has gone out, and the node is done with it. */
  answered(call) {
    this.#unanswered -= weight(call);
    this.#sendSome();
  }

  /** Whether it has not gone out, and never does. */
  takeBack(call) {
    const waited = this.#waiting.delete(call);
    this.#sendSome();
    return waited;
  }

  #sendSome() {
    for (const call of this.#waiting) {
      if (!this.#hasRoomFor(call)) {
        return;
      }
      this.#waiting.delete(call);
      this.#unanswered += weight(call);
      this.#send(call);
    }
  }

  /** One always goes, however long it is. */
  #hasRoomFor(call) {
    return this.#unanswered === 0 || this.#unanswered + weight(call) <= this.#most;
  }
}

function weight({ bytes }) {
  return Math.max(LEAST, bytes);
}
