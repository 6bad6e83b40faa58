// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Calls by somebody with a good token: each documented parameter of each documented method with values of every wrong kind. */
final class HostileCalls {
    private static final Path DOCUMENT = Path.of("../../docs/api/asyncapi.json");

    /** These do what they are told, even when it is to end everything. */
    private static final List<String> OBEDIENT = List.of("node.stop", "auth");

    private static final List<Object> VALUES = Arrays.asList(
            null,
            true,
            -1,
            Long.MAX_VALUE,
            BigInteger.ONE.shiftLeft(63),
            1e300,
            "",
            "\u0000\u001b[31m\u202e",
            "x".repeat(70_000),
            "../../etc/passwd",
            "9223372036854775808",
            List.of(),
            List.of(List.of(1), "a"),
            Map.of("a", Map.of()));

    private HostileCalls() {}

    record Call(String method, String parameter, Object value) {
        Object[] parameters() {
            // With a network that there is not, nothing is left or revoked by accident.
            boolean aimed = parameter.equals("network");
            return aimed
                    ? new Object[] {parameter, value}
                    : new Object[] {"network", "no-such-network", parameter, value};
        }

        @Override
        public String toString() {
            String shown = String.valueOf(value);
            return method + " " + parameter + "=" + shown.substring(0, Math.min(40, shown.length()));
        }
    }

    static List<Call> all() throws IOException {
        JsonNode document = new ObjectMapper().readTree(DOCUMENT.toFile());
        List<Call> calls = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operation : document.get("operations").properties()) {
            boolean call = operation.getValue().path("action").asText().equals("receive");
            if (call && !OBEDIENT.contains(operation.getKey())) {
                calls.addAll(of(operation.getKey(), parameters(document, operation.getKey())));
            }
        }
        return calls;
    }

    private static List<String> parameters(JsonNode document, String method) {
        JsonNode message = document.at("/components/messages").get(method);
        JsonNode schema = document.at(
                message.at("/payload/properties/params/$ref").asText().substring(1));
        return schema.get("properties").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<Call> of(String method, List<String> parameters) {
        return parameters.stream()
                .filter(parameter -> !(method.equals("network.leave") && parameter.equals("network")))
                .flatMap(parameter -> VALUES.stream().map(value -> new Call(method, parameter, value)))
                .toList();
    }
}
