// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { invalid } from '../errors.js';
import { bodyOf, Content } from '../message/content.js';
import { Stream } from '../rpc/stream.js';

/** What the members of a persistent pipeline have built together. What has a name is there for everybody, and empty at first. */
export class State {
  #client;
  #place;

  constructor(client, network, pipeline) {
    this.#client = client;
    this.#place = { network, pipeline };
  }

  list(how) {
    return this.#client.session.call('state.list', this.#place, how);
  }

  /** With `merge` or `concurrent` values that were written without knowing of each other are merged, or shown. */
  map(name, options) {
    return new StateMap(this.#client, this.#place, name, options);
  }

  counter(name) {
    return new StateCounter(this.#client, this.#place, name);
  }

  set(name) {
    return new StateSet(this.#client, this.#place, name);
  }
}

/** What maps, counters and sets have in common. */
class Named {
  #client;
  #place;

  constructor(client, place, kind, name) {
    this.#client = client;
    this.#place = { ...place, kind, name };
    this.name = name;
  }

  get encoding() {
    return this.#client.session.encoding;
  }

  call(verb, params, how) {
    return this.#client.session.call(`state.${verb}`, { ...this.#place, ...params }, how);
  }

  /** First what is there, then what changes; `onRestart` is told when that begins again, as after a lost connection or when the feature was replaced. */
  stream(item, { onRestart, ...how } = {}, more = {}) {
    const params = { ...this.#place, ...more };
    const plan = { method: 'state.subscribe', params, take: (_, told) => [item(told)], restart: onRestart, gap: onRestart };
    return new Stream(this.#client.session, plan, how);
  }

  /** All rows, page by page. */
  async *rows(how, more = {}) {
    let page = await this.call('entries', more, how);
    while (page.length > 0) {
      yield* page;
      page = await this.call('entries', { ...more, after: page.at(-1).key }, how);
    }
  }
}

/** A value of a map. */
class Entry extends Content {
  constructor(row, encoding) {
    super(row, encoding);
    this.key = row.key;
    this.author = row.author ?? null;
    this.time = row.time ? new Date(row.time) : null;
    this.present = row.present ?? true;
    /** What was written without knowing of each other, in order of the writers' clocks; one value where it was not asked for. */
    this.concurrent = (row.concurrent ?? (this.present ? [row] : [])).map((value) => new Content(value, encoding));
  }
}

/** The last write to a key counts, or what is made of all that were written without knowing of each other. */
class StateMap extends Named {
  #merge;
  #asked;

  constructor(client, place, name, { merge, concurrent = merge !== undefined } = {}) {
    super(client, place, 'map', name);
    this.#merge = merge;
    this.#asked = concurrent || merge ? { concurrent: true } : {};
  }

  #entry(row) {
    return new Entry(this.#merge && row.concurrent ? { ...row, ...this.#merged(row) } : row, this.encoding);
  }

  #merged({ concurrent }) {
    const { contentType, text, base64 } = bodyOf(this.#merge(concurrent.map((value) => new Content(value, this.encoding))), this.encoding);
    return { contentType: contentType ?? (text === undefined ? 'application/octet-stream' : 'text/plain'), text, base64 };
  }

  put(key, content, how) {
    return this.call('put', { key, ...bodyOf(content, this.encoding) }, how);
  }

  remove(key, how) {
    return this.call('remove', { key }, how);
  }

  /** Null if there is nothing. */
  async get(key, how) {
    try {
      return this.#entry(await this.call('get', { key, ...this.#asked }, how));
    } catch (failure) {
      if (failure.code === 'not_found' && (await this.#isThere(how))) {
        return null;
      }
      throw failure;
    }
  }

  /** That there is no such pipeline is another thing. */
  async #isThere(how) {
    await this.call('entries', { limit: 1 }, how);
    return true;
  }

  async *entries(how) {
    for await (const row of this.rows(how, this.#asked)) {
      yield this.#entry(row);
    }
  }

  changes(how) {
    return this.stream((told) => this.#entry(told), how, this.#asked);
  }
}

/** The sum of what everybody has added. */
class StateCounter extends Named {
  constructor(client, place, name) {
    super(client, place, 'counter', name);
  }

  async add(amount, how) {
    if (!Number.isSafeInteger(amount)) {
      throw invalid(`To a counter whole numbers are added, not ${amount}.`);
    }
    return this.call('add', { amount }, how);
  }

  async value(how) {
    return (await this.call('get', {}, how)).value;
  }

  changes(how) {
    return this.stream(({ value }) => value, how);
  }
}

/** An addition that does not know of a removal wins over it. */
class StateSet extends Named {
  constructor(client, place, name) {
    super(client, place, 'set', name);
  }

  add(key, how) {
    return this.call('add', { key }, how);
  }

  remove(key, how) {
    return this.call('remove', { key }, how);
  }

  async has(key, how) {
    return (await this.call('get', { key }, how)).present;
  }

  async *values(how) {
    for await (const { key } of this.rows(how)) {
      yield key;
    }
  }

  changes(how) {
    return this.stream(({ key, present }) => ({ key, present }), how);
  }
}
