// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { PipesError } from '../errors.js';
import { bodyOf, Content } from '../message/content.js';
import { Stream } from '../rpc/stream.js';

const FAILED = 'The service failed.';
const TOO_LONG = 'The service has given an answer that is too long.';

/** The node takes so many characters of a sentence. */
const LONGEST_ERROR = 300;

/** What the members of a network do for each other when asked. */
export class Services {
  #client;
  #network;

  constructor(client, network) {
    this.#client = client;
    this.#network = network;
  }

  list(how) {
    return this.#client.session.call('service.list', { network: this.#network }, how);
  }

  /** Calls whoever offers the service, or the node that is named. */
  async call(service, request, { node, timeoutMillis, ...how } = {}) {
    const { session } = this.#client;
    const params = { network: this.#network, service, node, timeoutMillis, ...bodyOf(request, session.encoding) };
    return new Answer(await session.call('service.call', params, how), session.encoding);
  }

  /**
   * Offers a service until the offer is closed; it comes back by itself after a lost connection, also while the node still holds that one's offer.
   *
   * @param {(call: Called) => unknown} handler what it returns is the answer; of what it throws the caller gets the sentence of a PipesError
   */
  async offer(service, handler, { metadata, window = 64, signal } = {}) {
    const { session } = this.#client;
    const params = { network: this.#network, service, metadata };
    const plan = {
      method: 'service.offer',
      params,
      take: (_, told, link) => [{ call: new Called(told, session.encoding), link }],
      lasting: true,
      granted: false,
    };
    const calls = new Stream(session, plan, { window, signal });
    const offer = new Offer(service, calls);
    answerAll(calls, handler, session.encoding).then(() => offer.end(), (failure) => offer.end(failure));
    await calls.begun;
    return offer;
  }
}

/** A service that this program offers. */
class Offer {
  #calls;
  #ended;

  constructor(service, calls) {
    this.service = service;
    this.#calls = calls;
    /** Resolves when the offer was closed, rejects when it ended otherwise. */
    this.ended = new Promise((resolve, reject) => {
      this.#ended = { resolve, reject };
    });
    this.ended.catch(() => {});
  }

  close() {
    this.#calls.return();
  }

  end(failure) {
    if (failure) {
      this.#ended.reject(failure);
    } else {
      this.#ended.resolve();
    }
  }
}

/** Somebody calls a service of this node. */
class Called extends Content {
  constructor(told, encoding) {
    super(told, encoding);
    this.id = told.call;
    this.service = told.service;
    this.node = told.node;
    this.name = told.name;
    /** Aborted when the time is over that the caller has given. */
    this.signal = AbortSignal.timeout(Math.max(0, told.deadlineMillis));
  }
}

/** What a service has answered. */
class Answer extends Content {
  constructor(row, encoding) {
    super(row, encoding);
    this.node = row.node;
    this.name = row.name;
  }
}

/**
 * Calls wait neither for each other nor for their answers: the window bounds them. Each is answered on the connection that it came on: on another
 * one, perhaps to another process, its id may be somebody else's.
 */
async function answerAll(calls, handler, encoding) {
  for await (const { call, link } of calls) {
    answerTo(call, handler, encoding)
      .then((answer) => tell(link, call, answer))
      // Who asked is told by the node, or waits no more.
      .catch(() => {});
  }
}

async function tell(link, call, answer) {
  try {
    await link.call('service.answer', { call: call.id, ...answer });
  } catch (failure) {
    if (failure.code !== 'too_large') {
      throw failure;
    }
    await link.call('service.answer', { call: call.id, error: TOO_LONG });
  }
}

async function answerTo(call, handler, encoding) {
  try {
    return bodyOf(await handler(call), encoding);
  } catch (failure) {
    return { error: failure instanceof PipesError ? failure.message.slice(0, LONGEST_ERROR) : FAILED };
  }
}
