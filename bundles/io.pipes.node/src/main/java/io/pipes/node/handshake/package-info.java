// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * How two nodes prove themselves to each other before anything else is said.
 *
 * <p>Not here: cryptography, which a suite provides, and membership, which the ledger knows.
 */
@NullMarked
package io.pipes.node.handshake;

import org.jspecify.annotations.NullMarked;
