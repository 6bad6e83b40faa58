// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

import { fileFrom, fileTo } from './files.js';

/** What the process keeps: its store, and backups of all there is. For its owner. */
export class Home {
  #session;

  constructor(session) {
    this.#session = session;
  }

  store(how) {
    return this.#session.call('store.show', {}, how);
  }

  /** Moves all nodes into the store of another kind, and resolves when that is over. */
  moveStore(kind, { signal, progress = () => {} } = {}) {
    return this.#session.call('store.move', { to: kind }, { signal, progress });
  }

  /** The pieces of a backup, which is made while everything goes on. */
  backUp(passphrase, how) {
    return fileFrom(this.#session, 'backup', 'backup.create', this.#sealedUnder(passphrase), how);
  }

  /** Restores into an empty home; what was restored is there after the next start. */
  restore(source, passphrase, how) {
    return fileTo(this.#session, 'backup', 'backup.restore', this.#sealedUnder(passphrase), source, how);
  }

  #sealedUnder(passphrase) {
    const bytes = typeof passphrase === 'string' ? new TextEncoder().encode(passphrase) : passphrase;
    return { passphrase: this.#session.encoding.ofBytes(bytes) };
  }
}
