// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { PipesError, unreachable } from '../errors.js';
import { callOut } from './callout.js';
import { Outbox } from './outbox.js';

/** The API this client speaks. */
const API = '1';

/** How long the node may take to let somebody in, in milliseconds. */
const PATIENCE = 10_000;

/** What came of a subscription before the answer that names it, in number; more than any window. */
const MOST_EARLY = 8_192;

/** What takes no turn at the node: calls that it has not answered may wait for that. */
const AT_ONCE = /^(subscription\..+|call\.cancel|message\.acknowledge|service\.answer)$/;

/** The connection ended before a call was answered, which may have been done if it had gone out. */
export class LinkLost extends Error {
  constructor(why, { wasSent = true, mayRepeat = true } = {}) {
    super(why);
    this.wasSent = wasSent;
    /** False where it is the calls that the connection was given up for. */
    this.mayRepeat = mayRepeat;
  }
}

/**
 * One connection to the node, from the first message to its end. Answers find their calls here, and notifications their subscriptions.
 */
export class Link {
  #encoding;
  #wire;
  #lastId = 0;
  /** @type {Map<number, object>} that are not answered, in their order */
  #calls = new Map();
  #outbox = new Outbox((call) => this.#send(call));
  #mostBytes = Infinity;
  #subscribers = new Map();
  /** Of subscriptions whose call is not answered yet. */
  #early = [];
  #subscribing = 0;
  #end = null;
  /** What the node said of itself when it let this client in. */
  welcome = {};
  /** Told of what belongs to no call and no subscription. */
  onNotice = () => {};
  /** Told why, when it is over, behind its calls. */
  onEnd = () => {};

  constructor(encoding) {
    this.#encoding = encoding;
  }

  /**
   * @param {(url: string, protocol: string, hear: object, signal: AbortSignal) => Promise<object>} openWire
   * @param {{url: string, token: string}} endpoint
   * @param {AbortSignal} [signal]
   */
  static async open(openWire, { url, token }, encoding, signal) {
    const link = new Link(encoding);
    const timeout = AbortSignal.timeout(PATIENCE);
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    try {
      link.#wire = await openWire(url, encoding.protocol, link.#hearing(), either);
      link.welcome = await link.call('auth', { token }, { signal: either });
      if (link.welcome?.api !== API) {
        throw new PipesError('feature_missing', `The node speaks another API than ${API}. Use a client that is as new as the node.`);
      }
      link.#limit(link.welcome.limits ?? {});
      return link;
    } catch (failure) {
      link.close();
      if (timeout.aborted && !signal?.aborted) {
        throw unreachable(`The node at ${url} does not answer within ${PATIENCE / 1000} s.`, failure);
      }
      throw failure instanceof LinkLost ? unreachable(failure.message, failure) : failure;
    }
  }

  /** @returns {boolean} */
  get isOver() {
    return this.#end !== null;
  }

  get encoding() {
    return this.#encoding;
  }

  /**
   * @param {{signal?: AbortSignal, progress?: (stage: object) => void, subscriber?: import('./stream.js').Stream}} [how] a subscriber hears what the
   *     subscription brings that the call is answered with
   */
  call(method, params, how = {}) {
    return new Promise((resolve, reject) => this.begin(method, params, { ...how, resolve, reject }));
  }

  /** As {@link call}, for whom the order matters in which calls end: they are told at once. What cannot be called is thrown. */
  begin(method, params, { signal, progress, subscriber, resolve, reject }) {
    signal?.throwIfAborted();
    if (this.#end) {
      throw this.#end;
    }
    const call = { ...this.#encode(method, params, progress), progress, subscriber, resolve, reject, wasSent: false };
    if (signal) {
      const giveUp = () => this.#giveUp(call, signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      call.release = () => signal.removeEventListener('abort', giveUp);
    }
    this.#calls.set(call.id, call);
    if (call.isAtOnce) {
      this.#send(call);
    } else {
      this.#outbox.put(call);
    }
  }

  /** What cannot be encoded leaves nothing behind. */
  #encode(method, params, progress) {
    const id = this.#lastId + 1;
    const encoded = this.#encoding.encode({ jsonrpc: '2.0', id, method, params: progress ? { ...params, progress: true } : params });
    const bytes = this.#encoding.lengthOf(encoded);
    if (bytes > this.#mostBytes) {
      throw new PipesError('too_large', `A call of ${bytes} bytes is longer than the ${this.#mostBytes} that the node takes. Say it in several calls.`);
    }
    this.#lastId = id;
    return { id, encoded, bytes, isAtOnce: AT_ONCE.test(method) };
  }

  #send(call) {
    call.wasSent = true;
    this.#subscribing += call.subscriber ? 1 : 0;
    this.#wire.send(call.encoded);
    call.encoded = null;
  }

  #giveUp(call, why) {
    if (this.#outbox.takeBack(call)) {
      this.#calls.delete(call.id);
    } else {
      this.tell('call.cancel', { id: call.id });
    }
    call.reject(why);
    // Of the node's answer nobody is told.
    call.resolve = call.reject = () => {};
  }

  #limit({ unansweredBytes, messageBytes }) {
    this.#outbox.limit(unansweredBytes);
    this.#mostBytes = Number.isSafeInteger(messageBytes) && messageBytes > 0 ? messageBytes : Infinity;
  }

  /** Calls a method whose answer says nothing. */
  tell(method, params) {
    if (!this.#end) {
      this.#wire.send(this.#encoding.encode({ jsonrpc: '2.0', method, params }));
    }
  }

  forget(subscription) {
    this.#subscribers.delete(subscription);
  }

  close() {
    this.#over('The connection was closed.');
  }

  #hearing() {
    return {
      message: (data) => this.#message(data),
      closed: (code, reason) => this.#over(`The connection to the node was lost (${code}${reason ? `, ${reason}` : ''}).`),
    };
  }

  #over(why, how) {
    if (this.#end) {
      return;
    }
    this.#end = new LinkLost(why, how);
    this.#wire?.close();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    calls.forEach((call) => {
      call.release?.();
      call.reject(call.wasSent ? this.#end : new LinkLost(why, { wasSent: false }));
    });
    this.onEnd(this.#end);
    const subscribers = [...this.#subscribers.values()];
    this.#subscribers.clear();
    subscribers.forEach((subscriber) => subscriber.lost());
  }

  #message(data) {
    if (this.#end) {
      return;
    }
    let said;
    try {
      said = this.#encoding.decode(data);
    } catch {
      this.#over('The node said something that cannot be read.');
      return;
    }
    if (typeof said?.method === 'string') {
      this.#notice(said.method, said.params ?? {});
    } else if (isMisunderstanding(said)) {
      this.#over(`The node could not read one of the calls that were under way: ${said.error.message}`, { mayRepeat: false });
    } else {
      this.#answer(said);
    }
  }

  #answer(said) {
    const call = this.#calls.get(said?.id);
    if (!call?.wasSent) {
      return;
    }
    this.#calls.delete(said.id);
    call.release?.();
    if (!call.isAtOnce) {
      this.#outbox.answered(call);
    }
    if (said.error) {
      this.#subscribed(call);
      call.reject(PipesError.of(said.error));
    } else {
      const result = said.result ?? null;
      this.#subscribed(call, result?.subscription);
      call.resolve(result);
    }
  }

  /** At once, so that nothing that follows is missed. */
  #subscribed({ subscriber }, subscription) {
    if (!subscriber) {
      return;
    }
    if (subscription !== undefined) {
      this.#subscribers.set(subscription, subscriber);
      subscriber.began(this, subscription);
      this.#early
        .filter(([, params]) => params.subscription === subscription)
        .forEach(([method, params]) => this.#notice(method, params));
      this.#early = this.#early.filter(([, params]) => params.subscription !== subscription);
    }
    if (--this.#subscribing === 0) {
      this.#early = [];
    }
  }

  #notice(method, params) {
    if (method === 'progress') {
      callOut(this.#calls.get(params.id)?.progress, params);
      return;
    }
    if (params.subscription === undefined) {
      this.onNotice(method, params);
      return;
    }
    const subscriber = this.#subscribers.get(params.subscription);
    if (subscriber) {
      subscriber.hear(method, params);
    } else if (this.#subscribing > 0 && this.#early.length < MOST_EARLY) {
      this.#early.push([method, params]);
    }
  }
}

/** An answer to a call that the node could not read; nobody knows which of all that are under way. */
function isMisunderstanding(said) {
  return typeof said?.error?.message === 'string' && said.method === undefined && (said.id ?? null) === null;
}
