// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Makes of what a node says what an application gets.
 *
 * @param <T> such as a handle
 */
@FunctionalInterface
public interface Decoding<T> {
    /** @throws io.pipes.api.PipesException {@code INTERNAL} when it is not what the protocol says */
    T decode(JsonNode said);
}
