// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What waits for a subscriber. */
sealed interface Arrival {
    /** @param subject what it is about, if a later one about the same takes its place */
    record Item(JsonNode row, Optional<String> subject) implements Arrival {}

    /** Came again, and the subscriber has had it. */
    record Repeated() implements Arrival {}

    /** @param count how many were left out; 0 if nobody knows */
    record Skipped(long count) implements Arrival {}
}
