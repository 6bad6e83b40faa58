// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The client's side of RFC 6455 over a blocking socket. The JDK's own client costs several times the start-up time of a whole command.
 *
 * <p>Not here: what the messages say.
 */
@NullMarked
package io.pipes.client.socket;

import org.jspecify.annotations.NullMarked;
