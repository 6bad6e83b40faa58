// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { PipesError, unreachable } from '../errors.js';
import { Backoff } from './backoff.js';
import { callOut } from './callout.js';
import { Link, LinkLost } from './link.js';
import { Queue } from './queue.js';
import { isSafeToRepeat } from './repeating.js';
import { pause, unlessAborted } from './waiting.js';

/** How often a node that has just started is asked whether it has loaded everything, and for how long, in milliseconds. */
const LOOK = 100;
const LOADING = 60_000;

/**
 * The connection to a node as an application sees it: lost ones are followed by others until it is closed. Calls wait while there is none.
 */
export class Session {
  #openWire;
  #endpoint;
  #encoding;
  #changed;
  #closing = new AbortController();
  /** @type {Link | null} */
  #link = null;
  /** @type {Promise<Link>} of the connection that is there, or of the next one */
  #linked;
  /** Calls that wait for a connection. */
  #waiting = new Queue();
  #process = null;
  #topics = new Map();
  #connected = [];

  /**
   * @param {Function} openWire
   * @param {() => Promise<{url: string, token: string}>} endpoint asked before each connection
   * @param {(state: 'connected' | 'lost' | 'closed', why?: Error) => void} changed
   */
  constructor(openWire, endpoint, encoding, changed) {
    this.#openWire = openWire;
    this.#endpoint = endpoint;
    this.#encoding = encoding;
    this.#changed = (...said) => callOut(changed, ...said);
  }

  /** The first connection; later ones make themselves. */
  async open(signal) {
    this.#use(await this.#connect(signal));
  }

  /** Hears notifications that belong to no call and no subscription, by their method. */
  hear(method, listener) {
    this.#topics.set(method, listener);
  }

  /** Told each time there is a connection. */
  onConnected(listener) {
    this.#connected.push(listener);
  }

  get encoding() {
    return this.#encoding;
  }

  /** What the node said when it let this client in. */
  get welcome() {
    return this.#link?.welcome ?? {};
  }

  /** Aborted when nothing more comes of this session; the reason is why. */
  get closed() {
    return this.#closing.signal;
  }

  /** @returns {Promise<Link>} the connection, once there is one */
  linked(signal) {
    return this.#link && !this.#link.isOver ? Promise.resolve(this.#link) : unlessAborted(this.#linked, signal);
  }

  /**
   * Calls of one method reach the node in the order in which they were made, also those that have to be made again.
   *
   * @param {object | (() => object)} params or what says them each time it goes out
   * @param {{signal?: AbortSignal, progress?: Function, repeat?: boolean}} [how] repeat: whether a call that was not answered may be made again; if
   *     left out, what is known of the method says so
   */
  call(method, params = {}, { signal, progress, repeat = isSafeToRepeat(method) } = {}) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      this.#begin({ method, params, signal, progress, repeat, resolve, reject });
    });
  }

  #begin(call) {
    if (this.closed.aborted) {
      call.reject(this.closed.reason);
    } else if (this.#link && !this.#link.isOver) {
      this.#say(call);
    } else {
      this.#waiting.add(call);
    }
  }

  #say(call) {
    const { method, params, signal, progress, resolve } = call;
    const how = { signal, progress, resolve, reject: (why) => this.#failed(call, why) };
    try {
      this.#link.begin(method, typeof params === 'function' ? params() : params, how);
    } catch (failure) {
      call.reject(failure);
    }
  }

  /** What has not gone out, or may go out twice, waits for the next connection, before everything that is called from now on. */
  #failed(call, why) {
    if (why instanceof LinkLost && !this.closed.aborted && (!why.wasSent || (call.repeat && why.mayRepeat))) {
      this.#waiting.add(call);
    } else {
      call.reject(this.explained(why, `'${call.method}' may have been done all the same: look before it is called again.`));
    }
  }

  /**
   * What the application is told when something has failed that is bound to one connection.
   *
   * @param {string} outcome what has become of it if the connection was lost
   */
  explained(failure, outcome) {
    if (!(failure instanceof LinkLost)) {
      return failure;
    }
    return this.closed.aborted ? this.closed.reason : unreachable(`${failure.message} ${outcome}`, failure);
  }

  close(why = new PipesError('unreachable', 'This client was closed.')) {
    if (this.#closing.signal.aborted) {
      return;
    }
    this.#closing.abort(why);
    this.#link?.close();
    this.#linked = Promise.reject(why);
    this.#linked.catch(() => {});
    while (this.#waiting.length > 0) {
      this.#waiting.take().reject(why);
    }
    this.#changed('closed', why);
  }

  async #connect(signal) {
    const link = await Link.open(this.#openWire, await this.#endpoint(), this.#encoding, signal);
    try {
      await this.#loaded(link, signal);
    } catch (failure) {
      link.close();
      throw failure;
    }
    return link;
  }

  #use(link) {
    if (this.closed.aborted || link.isOver) {
      link.close();
      throw this.closed.reason ?? unreachable('The connection to the node was lost at once.');
    }
    this.#link = link;
    this.#process = link.welcome.process ?? null;
    link.onEnd = (why) => this.#lost(why);
    link.onNotice = (method, params) => this.#topics.get(method)?.(params);
    while (this.#waiting.length > 0) {
      this.#say(this.#waiting.take());
    }
    this.#changed('connected');
    this.#connected.forEach((listener) => listener());
    return link;
  }

  #lost(why) {
    if (!this.closed.aborted) {
      this.#linked = this.#again();
      this.#linked.catch((failure) => this.close(failure));
      this.#changed('lost', why);
    }
  }

  async #again() {
    const backoff = new Backoff();
    for (;;) {
      await pause(backoff.next(), this.closed);
      try {
        return this.#use(await this.#connect(this.closed));
      } catch (failure) {
        if (this.closed.aborted || !mayPass(failure)) {
          throw failure;
        }
      }
    }
  }

  /** A node that was started again has an API before it has its networks. */
  async #loaded(link, signal) {
    if (this.#process !== null && link.welcome.process === this.#process) {
      return;
    }
    const patience = Date.now() + LOADING;
    while (Date.now() < patience && (await isLoading(link, signal))) {
      await pause(LOOK, signal);
    }
  }
}

async function isLoading(link, signal) {
  try {
    return (await link.call('status', {}, { signal }))?.state === 'setup';
  } catch (failure) {
    // A token may be good for other things only.
    if (failure instanceof PipesError && !failure.retry) {
      return false;
    }
    throw failure instanceof LinkLost ? unreachable(failure.message, failure) : failure;
  }
}

/** Whether another try may bring what this one did not. */
function mayPass(failure) {
  return failure instanceof PipesError && failure.retry;
}
