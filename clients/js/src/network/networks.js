// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { Network } from './network.js';

/** The networks that the node process is in. */
export class Networks {
  #client;

  constructor(client) {
    this.#client = client;
  }

  /** Makes a network; the identity, by name, is made if it is missing. */
  async create(name, { identity, ...how } = {}) {
    await this.#make(identity, how);
    return new Network(this.#client, await this.#client.session.call('network.create', { name, identity }, how));
  }

  /** Redeems a ticket, and resolves once connected. */
  async join(ticket, { identity, ...how } = {}) {
    await this.#make(identity, how);
    return new Network(this.#client, await this.#client.session.call('network.join', { ticket, identity }, how));
  }

  async list(how) {
    const rows = await this.#client.session.call('network.list', {}, how);
    return rows.map((row) => new Network(this.#client, row));
  }

  /** By its name, or its id; null if there is none. */
  async find(nameOrId, how) {
    const all = await this.list(how);
    return all.find(({ id, name }) => name === nameOrId || id === nameOrId) ?? null;
  }

  async #make(identity, { signal }) {
    if (identity === undefined) {
      return;
    }
    const known = await this.#client.session.call('identity.list', {}, { signal });
    if (!known.some((row) => row.name === identity || row.identity === identity)) {
      await this.#client.session.call('identity.create', { name: identity }, { signal });
    }
  }
}
