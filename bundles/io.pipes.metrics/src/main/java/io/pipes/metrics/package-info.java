// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a process does, as Prometheus reads it. The only place that knows Micrometer.
 *
 * <p>Not here: the door at which it is asked for, which is the gateway's.
 */
@NullMarked
package io.pipes.metrics;

import org.jspecify.annotations.NullMarked;
