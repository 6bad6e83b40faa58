// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Stores in a PostgreSQL database, which several nodes may share: sealed entries in rows, found by keyed hashes.
 *
 * <p>Not here: what the entries mean, and who may read them.
 */
@NullMarked
package io.pipes.storage.postgresql;

import org.jspecify.annotations.NullMarked;
