// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * State that all members of a persistent pipeline share: maps, counters and sets that each node changes alone and that become the same
 * everywhere.
 *
 * <p>Not here: the messages of a pipeline, and how changes travel.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.state;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
