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

    /**
     * The answer has come. Told in the strand, before {@link #decode} on the application's executor, for who must not miss what comes behind it.
     * Throws nothing.
     *
     * @param on which line, to which belongs what was opened by the call
     */
    default void came(Line on, JsonNode said) {}
}
