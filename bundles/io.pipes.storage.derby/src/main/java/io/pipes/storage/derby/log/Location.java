// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

/**
 * Where a record stands.
 *
 * @param length bytes from its header to its checksum
 */
public record Location(long segment, int offset, int length) {}
