// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The sealing of packets: a fresh key for each, committed to in its header.
 *
 * <p>Not here: header fields, ids, signatures and chains of packets.
 */
@NullMarked
package io.pipes.crypto.packet;

import org.jspecify.annotations.NullMarked;
