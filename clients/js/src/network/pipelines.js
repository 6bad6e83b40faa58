// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { fileTo } from '../files.js';
import { Pipeline } from '../pipeline/pipeline.js';
import { changes } from './presence.js';

/** The pipelines of a network. */
export class Pipelines {
  #client;
  #network;

  constructor(client, network) {
    this.#client = client;
    this.#network = network;
  }

  get(name) {
    return new Pipeline(this.#client, this.#network, name);
  }

  /** Makes a pipeline that all members see. */
  async create(name, { signal, ...settings } = {}) {
    await this.#client.session.call('pipeline.create', { network: this.#network, name, ...settings }, { signal });
    return this.get(name);
  }

  /** The pipeline of this name, which is made if the network does not have it; nodes that do so at the same time open the same one. */
  async open(name, { signal, ...settings } = {}) {
    await this.#client.session.call('pipeline.open', { network: this.#network, name, ...settings }, { signal });
    return this.get(name);
  }

  list(how) {
    return this.#client.session.call('pipeline.list', { network: this.#network }, how);
  }

  /** Takes in what `export` made on another member's node; what is good is durable at once. */
  import(source, how) {
    return fileTo(this.#client.session, 'archive', 'archive.import', { network: this.#network }, source, how);
  }

  /** All pipelines, then each that is new or has changed; `onRestart` is told when that begins again, as after a lost connection. */
  changes(how) {
    return changes(this.#client.session, 'pipeline.watch', { network: this.#network }, ({ pipeline }) => pipeline, how);
  }
}
