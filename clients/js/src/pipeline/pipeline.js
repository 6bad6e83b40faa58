// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { invalid, PipesError } from '../errors.js';
import { fileFrom } from '../files.js';
import { bodyOf, sizeOf } from '../message/content.js';
import { Stream } from '../rpc/stream.js';
import { publishPieces, readPieces } from './contents.js';
import { Cursor } from './cursor.js';
import { following, past } from './reading.js';
import { isUsual } from './share.js';
import { State } from './state.js';

/** What one call publishes, in bytes and in messages. */
const MOST_BYTES = 1 << 20;
const MOST_MESSAGES = 1_024;

/** A pipeline of a network. A handle: whether there is one of this name shows when it is used. */
export class Pipeline {
  #client;
  #network;

  constructor(client, network, name) {
    this.#client = client;
    this.#network = network;
    this.name = name;
  }

  get #place() {
    return { network: this.#network, name: this.name };
  }

  info(how) {
    return this.#client.session.call('pipeline.show', this.#place, how);
  }

  change(settings, how) {
    return this.#client.session.call('pipeline.set', { ...this.#place, ...settings }, how);
  }

  /** Resolves when this node has made it durable, or handed it to its links if the pipeline is live. */
  async publish(content, how) {
    const body = bodyOf(content, this.#client.session.encoding);
    return this.#publish(body, [body], how);
  }

  /** Several messages in this order, at most 1 MiB together, by one call. */
  async publishAll(contents, how) {
    const messages = Array.from(contents, (content) => bodyOf(content, this.#client.session.encoding));
    return this.#publish({ messages }, messages, how);
  }

  #publish(body, messages, { storedAt, timeoutMillis, signal, progress } = {}) {
    if (messages.length < 1 || messages.length > MOST_MESSAGES) {
      throw invalid(`1 to ${MOST_MESSAGES} messages are published at once, not ${messages.length}.`);
    }
    const bytes = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    if (bytes > MOST_BYTES) {
      throw new PipesError('too_large', `${bytes} bytes are more than the ${MOST_BYTES} that are published at once. 'publishStream' takes more.`);
    }
    const isPlain = !('messages' in body) && isUsual(body) && [storedAt, timeoutMillis, signal, progress].every((one) => one === undefined);
    return this.#client.producers.of(this.#network, this.name).publish({
      params: { ...body, storedAt, timeoutMillis },
      messages: messages.length,
      bytes,
      isPlain,
      signal,
      progress,
    });
  }

  /** A content of any length, which need not be in memory. */
  publishStream(source, how) {
    return publishPieces(this.#client.session, this.#place, source, how);
  }

  /** The content of a message that is too long to be part of it. */
  content(message, how) {
    return readPieces(this.#client.session, { ...this.#place, message: message.id ?? message }, how);
  }

  /** What this node has of a persistent pipeline, as the pieces of a file that another member can import. */
  export({ contents = false, ...how } = {}) {
    return fileFrom(this.#client.session, 'archive', 'archive.export', { ...this.#place, contents }, how);
  }

  messages(how = {}) {
    return new Stream(this.#client.session, following(this.#client.session, this.#place, how), how);
  }

  history(how = {}) {
    return new Stream(this.#client.session, past(this.#client.session, this.#place, how), how);
  }

  /** The last messages before a place, in the same order on all nodes. */
  newest(count, how = {}) {
    return this.history({ ...how, newest: count });
  }

  /** How far the copies have come together, as often as that changes. */
  progress(how) {
    const plan = { method: 'pipeline.progress', params: this.#place, take: (_, told) => [told] };
    return new Stream(this.#client.session, plan, how);
  }

  cursor(name) {
    return new Cursor(this.#client, this.#network, this.name, name);
  }

  cursors(how) {
    return this.#client.session.call('pipeline.cursors', this.#place, how);
  }

  get state() {
    return new State(this.#client, this.#network, this.name);
  }
}
