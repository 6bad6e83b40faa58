// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * A network of simulated hosts in one process and in virtual time: delays, losses, cuts, crashes, all decided by a seed.
 *
 * <p>Not here: what runs on the hosts; nodes made of the production classes are in {@code io.pipes.testkit.nodes}.
 */
@Export
@NullMarked
@Version("1.0.0")
package io.pipes.testkit.network;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
