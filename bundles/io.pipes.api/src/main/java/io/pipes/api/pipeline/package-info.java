// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Pipelines: named sequences of packets that members publish to and subscribe to.
 *
 * <p>Not here: how packets travel.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.pipeline;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
