// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Stores on this machine's disk: a sealed segment log with a Derby index beside it.
 *
 * <p>Not here: what the entries mean, and who may read them.
 */
@NullMarked
package io.pipes.storage.derby;

import org.jspecify.annotations.NullMarked;
