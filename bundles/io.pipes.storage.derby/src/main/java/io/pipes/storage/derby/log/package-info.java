// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The truth of a store: an append-only log in segments on a {@link io.pipes.base.Disk}, sealed, checksummed, recoverable.
 *
 * <p>Not here: where the newest value of a key stands, which is the index's business.
 */
@NullMarked
package io.pipes.storage.derby.log;

import org.jspecify.annotations.NullMarked;
