// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import org.jspecify.annotations.Nullable;

/** @param row null removes the key */
record IndexChange(Digest key, @Nullable Row row) {}
