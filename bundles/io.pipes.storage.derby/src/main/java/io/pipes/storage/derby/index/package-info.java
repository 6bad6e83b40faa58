// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Where the newest value of each key stands in the log: a Derby database that can be derived from the log at any time, and what is not in
 * it yet.
 *
 * <p>Not here: keys, areas and values themselves; the database holds keyed hashes and numbers only.
 */
@NullMarked
package io.pipes.storage.derby.index;

import org.jspecify.annotations.NullMarked;
