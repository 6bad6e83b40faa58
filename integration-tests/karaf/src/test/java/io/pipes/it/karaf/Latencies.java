// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long messages took, by their own times; for people to read, never to assert. */
final class Latencies {
    private Latencies() {}

    static String of(List<JsonNode> messages) {
        List<Long> millis = messages.stream()
                .map(message -> Duration.between(time(message, "time"), time(message, "received"))
                        .toMillis())
                .sorted()
                .toList();
        return millis.size() + " messages, median " + millis.get(millis.size() / 2) + " ms, longest "
                + millis.get(millis.size() - 1) + " ms";
    }

    private static Instant time(JsonNode message, String field) {
        return Instant.parse(message.get(field).asText());
    }
}
