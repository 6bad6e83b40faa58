// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { Stream } from '../rpc/stream.js';
import { following } from './reading.js';

/** A named place in the history of a persistent pipeline, which the node remembers. */
export class Cursor {
  #client;
  #place;

  constructor(client, network, pipeline, name) {
    this.#client = client;
    this.#place = { network, name: pipeline };
    this.name = name;
  }

  /** Where it stands; null before the first commit. */
  async position(how) {
    const rows = await this.#client.session.call('pipeline.cursors', this.#place, how);
    const row = rows.find(({ cursor }) => cursor === this.name);
    return row && row.author !== null ? row : null;
  }

  /** What comes behind it, from the start if nothing was committed. */
  messages(how = {}) {
    return new Stream(this.#client.session, following(this.#client.session, this.#place, { ...how, cursor: this.name }), how);
  }

  /** Everything up to this message has been dealt with; durable when it resolves. */
  commit({ author, seq, index }, how) {
    return this.#client.session.call('pipeline.commit', { ...this.#place, cursor: this.name, author, seq, index }, how);
  }

  remove(how) {
    return this.#client.session.call('pipeline.forget', { ...this.#place, cursor: this.name }, how);
  }
}
