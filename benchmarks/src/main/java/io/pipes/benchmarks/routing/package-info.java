// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What it costs to reach a node through others.
 *
 * <p>Not here: how bytes and messages are measured, which the areas links and messages do.
 */
@NullMarked
package io.pipes.benchmarks.routing;

import org.jspecify.annotations.NullMarked;
