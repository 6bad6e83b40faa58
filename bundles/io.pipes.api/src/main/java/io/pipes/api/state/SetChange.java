// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.state;

/**
 * An element of a set was added or removed.
 *
 * @param present whether it is in the set now
 */
public record SetChange(String element, boolean present) {}
