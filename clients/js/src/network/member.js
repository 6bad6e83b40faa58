// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { bodyOf } from '../message/content.js';

/** Another node of a network. A handle: whether there is one shows when it is used. */
export class Member {
  #client;
  #network;
  #node;

  /** @param {string} node its name, its id, or the beginning of that */
  constructor(client, network, node) {
    this.#client = client;
    this.#network = network;
    this.#node = node;
  }

  get #place() {
    return { network: this.#network.id, node: this.#node };
  }

  async info(how) {
    const { node } = await this.explain(how);
    const rows = await this.#network.nodes(how);
    return rows.find((row) => row.node === node);
  }

  /** A message that only that node can read; it waits for a node that is away. With `follow` the answer has `receipts`, to be read in one loop. */
  async send(content, { wait, timeoutMillis, follow = false, ...how } = {}) {
    const params = { ...this.#place, wait, timeoutMillis, ...bodyOf(content, this.#client.session.encoding) };
    return follow ? this.#client.receipts.send(params, how) : this.#client.session.call('message.send', params, how);
  }

  call(service, request, how = {}) {
    return this.#network.services.call(service, request, { ...how, node: this.#node });
  }

  /** The round trip, measured now, in milliseconds. */
  async ping(how) {
    return (await this.#client.session.call('node.ping', this.#place, how)).rttMillis;
  }

  explain(how) {
    return this.#client.session.call('node.explain', this.#place, how);
  }
}
