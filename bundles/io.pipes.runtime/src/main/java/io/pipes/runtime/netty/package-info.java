// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What is built on Netty needs of a loop its event loop and the channels that run on it, and of the rest what everybody there does alike:
 * knowing what is open, resetting, letting go of ports, reading addresses.
 *
 * <p>Not here: anything for those who only use loops; they know {@link io.pipes.spi.loop.Loop}.
 */
@Export
@Version("1.1.0")
@NullMarked
package io.pipes.runtime.netty;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
