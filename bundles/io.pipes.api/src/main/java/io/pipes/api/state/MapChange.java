// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

import java.util.Optional;

/**
 * A key of a map has changed.
 *
 * @param now what it has now; empty if it was removed
 */
public record MapChange(String key, Optional<MapEntry> now) {}
