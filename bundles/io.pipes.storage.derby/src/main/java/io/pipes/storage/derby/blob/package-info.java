// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Blobs as files of a home's folder {@code blobs/}, one folder for each node.
 *
 * <p>Not here: what blobs contain, and entries of the log.
 */
@NullMarked
package io.pipes.storage.derby.blob;

import org.jspecify.annotations.NullMarked;
