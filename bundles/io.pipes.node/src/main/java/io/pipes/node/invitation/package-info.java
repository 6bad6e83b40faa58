// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Invitations: the ticket a person passes on, what its issuer remembers of it, and what joiner and issuer tell each other.
 *
 * <p>Not here: the handshake in which they talk, and the rules of the log to which the joiner is added.
 */
@NullMarked
package io.pipes.node.invitation;

import org.jspecify.annotations.NullMarked;
