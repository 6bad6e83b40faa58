// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.blocking.Digest;

/** An entry as the database has it. */
record StoredRow(Digest key, Digest area, long position, Bytes sealed) {}
