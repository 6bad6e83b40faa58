// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.storage.derby.log.LogOptions;

/**
 * How stores are laid out.
 *
 * @param smallLog while the log of a store has no more bytes than this, its index is in memory and there is no database
 */
public record StoreOptions(LogOptions log, long smallLog) {
    public static final StoreOptions USUAL = new StoreOptions(LogOptions.USUAL, 1 << 20);
}
