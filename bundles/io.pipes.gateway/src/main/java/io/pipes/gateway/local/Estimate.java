// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import java.util.Map;

/** How long a message would be if it were encoded. Nobody encodes it, but windows count bytes. */
final class Estimate {
    /** What surrounds a text or bytes, or a short value: a few bytes in every encoding. */
    private static final int AROUND = 4;

    private Estimate() {}

    static long bytes(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> AROUND + node.textValue().length();
            case BINARY -> AROUND + ((BinaryNode) node).binaryValue().length;
            case ARRAY, OBJECT -> AROUND + inside(node);
            default -> AROUND;
        };
    }

    private static long inside(JsonNode node) {
        long bytes = 0;
        if (node.isArray()) {
            for (JsonNode element : node) {
                bytes += bytes(element);
            }
        } else {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                bytes += AROUND + field.getKey().length() + bytes(field.getValue());
            }
        }
        return bytes;
    }
}
