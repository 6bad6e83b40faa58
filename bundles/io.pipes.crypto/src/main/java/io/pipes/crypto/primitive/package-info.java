// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The bare algorithms of PIPES1, each in one small class over Bouncy Castle's low-level code or the JDK.
 *
 * <p>Not here: anything that gives bytes a meaning (handshakes, packets, files); bad input leaves every class of this package as a
 * {@link java.security.GeneralSecurityException}, never as an unchecked one.
 */
@NullMarked
package io.pipes.crypto.primitive;

import org.jspecify.annotations.NullMarked;
