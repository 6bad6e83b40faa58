// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Threads as the runtime hands them out: one {@link io.pipes.spi.loop.Loop} for protocol state, executors for the rest.
 *
 * <p>Not here: timers and clocks themselves, which are small interfaces of {@code io.pipes.base}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.loop;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
