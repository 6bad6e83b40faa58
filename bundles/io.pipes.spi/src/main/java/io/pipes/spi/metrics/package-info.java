// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a node measures about itself, for a monitoring system: the gateway opens it, a feature collects and writes it.
 *
 * <p>Not here: the figures of the features, which stand in what they offer anyway.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.metrics;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
