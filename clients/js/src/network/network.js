// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { Stream } from '../rpc/stream.js';
import { DirectMessages } from './direct.js';
import { Member } from './member.js';
import { Pipelines } from './pipelines.js';
import { changes, Presence } from './presence.js';
import { Services } from './services.js';

/** A network, through this process's node in it. A handle: it stays good while the connection is lost and comes back. */
export class Network {
  #client;

  constructor(client, row) {
    this.#client = client;
    this.id = row.network;
    this.name = row.name;
    this.self = row.node;
    this.identity = row.identity;
    this.pipelines = new Pipelines(client, this.id);
    this.presence = new Presence(client, this.id);
    this.services = new Services(client, this.id);
  }

  #call(method, params, how) {
    return this.#client.session.call(method, { network: this.id, ...params }, how);
  }

  info(how) {
    return this.#call('network.show', {}, how);
  }

  members(how) {
    return this.#call('network.members', {}, how);
  }

  /** All members but this node. */
  nodes(how) {
    return this.#call('node.list', {}, how);
  }

  node(nameOrId) {
    return new Member(this.#client, this, nameOrId);
  }

  pipeline(name) {
    return this.pipelines.get(name);
  }

  /** @returns {Promise<{ticket: string, role: string, expires: string, uses: number}>} */
  invite({ signal, ...terms } = {}) {
    return this.#call('network.invite', terms, { signal });
  }

  assign(node, role, how) {
    return this.#call('network.role', { node, role }, how);
  }

  revoke(node, how) {
    return this.#call('network.revoke', { node }, how);
  }

  leave({ force, ...how } = {}) {
    return this.#call('network.leave', { force }, how);
  }

  connect(address, how) {
    return this.#call('network.connect', { address }, how);
  }

  disconnect(node, how) {
    return this.#call('network.disconnect', { node }, how);
  }

  /** Messages to this node, of all others or of one. */
  messages({ from, ...how } = {}) {
    return new Stream(this.#client.session, new DirectMessages(this.#client.session, { network: this.id, from }), how);
  }

  /** How far a message of this node has come. */
  async receipt(message, how) {
    return (await this.#call('message.receipt', { message: message.message ?? message }, how)).receipt;
  }

  /** Messages of this node that wait for nodes that are away. */
  waiting({ limit, ...how } = {}) {
    return this.#call('message.waiting', { limit }, how);
  }

  /** What happens to its members from now on; `onRestart` is told when something may have been missed: look again then. */
  changes(how) {
    return changes(this.#client.session, 'network.subscribe', { network: this.id }, ({ kind, node }) => ({ kind, node }), how);
  }
}
