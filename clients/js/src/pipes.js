// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { cbor } from './encoding/cbor.js';
import { json } from './encoding/json.js';
import { invalid } from './errors.js';
import { Home } from './kept.js';
import { Networks } from './network/networks.js';
import { Receipts } from './network/receipts.js';
import { Producers } from './pipeline/publishing.js';
import { Session } from './rpc/session.js';
import { Stream } from './rpc/stream.js';

const ENCODINGS = { json, cbor };

/** A node process, and all that begins there. */
export class Pipes {
  #session;

  /** For `connectWith`. */
  constructor(session) {
    this.#session = session;
    const client = { session, producers: new Producers(session), receipts: new Receipts(session) };
    this.networks = new Networks(client);
    this.identities = new Identities(session);
    this.tokens = new Tokens(session);
    this.home = new Home(session);
  }

  status(how) {
    return this.#session.call('status', {}, how);
  }

  /** What the node said when it let this client in: its version, limits, and more. */
  get welcome() {
    return this.#session.welcome;
  }

  /** Any method of the API, for what has no name here. `repeat` says that the call may be made twice. */
  call(method, params, how) {
    return this.#session.call(method, params, how);
  }

  /** Any subscription of the API, as `{method, params}`; `onRestart` is told when it was subscribed again. */
  subscribe(method, params = {}, { onRestart, ...how } = {}) {
    const plan = {
      method,
      params,
      take: (name, told) => [{ method: name, params: told }],
      restart: onRestart,
    };
    return new Stream(this.#session, plan, how);
  }

  /** Subscriptions end, and calls that wait fail; the node goes on. */
  close() {
    this.#session.close();
  }
}

/** As whom this process is in networks. */
class Identities {
  #session;

  constructor(session) {
    this.#session = session;
  }

  create(name, how) {
    return this.#session.call('identity.create', { name }, how);
  }

  list(how) {
    return this.#session.call('identity.list', {}, how);
  }
}

/** What lets other programs in. */
class Tokens {
  #session;

  constructor(session) {
    this.#session = session;
  }

  create(name, { verbs, network, pipeline, expiresMillis, ...how } = {}) {
    return this.#session.call('token.create', { name, verbs, network, pipeline, expiresMillis }, how);
  }

  list(how) {
    return this.#session.call('token.list', {}, how);
  }

  revoke(id, how) {
    return this.#session.call('token.revoke', { id }, how);
  }
}

/**
 * @param {Function} openWire how messages travel here
 * @param {() => Promise<{url: string, token: string}>} endpoint
 * @returns {Promise<Pipes>}
 */
export async function connectWith(openWire, endpoint, { encoding = 'json', onConnection = () => {}, signal } = {}) {
  if (!Object.hasOwn(ENCODINGS, encoding)) {
    throw invalid(`An encoding is json or cbor, not '${encoding}'.`);
  }
  const session = new Session(openWire, endpoint, ENCODINGS[encoding], onConnection);
  await session.open(signal);
  return new Pipes(session);
}

/** @returns {() => Promise<{url: string, token: string}>} of an address and a token that stay the same */
export function fixed(url, token) {
  if (!/^wss?:\/\//.test(url) || typeof token !== 'string' || token === '') {
    throw invalid("Give 'url', such as ws://127.0.0.1:7170/api/v1, and 'token', such as 'pipes token create' prints.");
  }
  return async () => ({ url: String(url), token });
}
