// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { Stream } from '../rpc/stream.js';

/** Who of a network is there now. */
export class Presence {
  #client;
  #network;

  constructor(client, network) {
    this.#client = client;
    this.#network = network;
  }

  list(how) {
    return this.#client.session.call('presence.list', { network: this.#network }, how);
  }

  set(status, how) {
    return this.#client.session.call('presence.set', { network: this.#network, status }, how);
  }

  /** What changes from now on; `onRestart` is told when something may have been missed, as after a lost connection: list again then. */
  changes(how) {
    return changes(this.#client.session, 'presence.subscribe', { network: this.#network }, ({ kind, member }) => ({ kind, member }), how);
  }
}

/** Changes of something that can be looked at again. */
export function changes(session, method, params, item, { onRestart, ...how } = {}) {
  return new Stream(session, { method, params, take: (_, told) => [item(told)], restart: onRestart, gap: onRestart }, how);
}
