// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import org.jspecify.annotations.Nullable;

/**
 * What was said about a node to start; null where nothing was said.
 *
 * @param console host and port for the API
 * @param listen address for other nodes
 * @param discovery on or off
 * @param peering auto or manual
 */
public record StartOptions(
        @Nullable String console,
        @Nullable String listen,
        @Nullable String discovery,
        @Nullable String peering) {}
