// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What one subscriber subscribes to, and how far it has come with it. All but {@link #decode} happens in the strand.
 *
 * @param <T> what the subscriber gets
 */
public interface Source<T> {
    /** The method that subscribes. */
    String method();

    /** Its parameters, for the first time or to go on after the connection was lost; a tree of the caller's own. */
    ObjectNode params();

    /** The node has subscribed. */
    default void subscribed(JsonNode answer) {}

    /**
     * The items in a notification.
     *
     * @param what the notification's method
     */
    default Iterable<JsonNode> items(String what, JsonNode params) {
        return List.of(params);
    }

    /** An item has come, and need not come again. */
    default void came(JsonNode item) {}

    /** Makes of an item what the subscriber gets, on the application's executor. */
    T decode(JsonNode item);

    /** How much memory an item takes, in bytes, roughly. */
    default long weight(JsonNode item) {
        return 512;
    }

    /** What an item is about, if one that still waits for the subscriber may go when a later one is about the same. */
    default Optional<String> subject(JsonNode item) {
        return Optional.empty();
    }

    /** Whether what happened while the connection was lost is missing. */
    default boolean leavesGaps() {
        return false;
    }

    /** Whether everything has come that was wanted. */
    default boolean isOver() {
        return false;
    }

    /** By which name the subscriber's taking an item is to be acknowledged; empty where the node does not want to know. */
    default Optional<String> receiptFor(JsonNode item) {
        return Optional.empty();
    }
}
