// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Values that a type does not have. */
final class WrongValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private WrongValues() {}

    /** Of another type altogether. */
    static List<JsonNode> otherThan(Type type) {
        List<JsonNode> values = new ArrayList<>(
                List.of(JSON.textNode("word"), JSON.numberNode(7), JSON.numberNode(1.5), JSON.booleanNode(true)));
        values.add(JSON.arrayNode());
        values.add(JSON.objectNode());
        values.removeIf(value -> isOf(type, value));
        return values;
    }

    private static boolean isOf(Type type, JsonNode value) {
        JsonNode names = type.schema().path("type");
        return names.isArray()
                ? StreamSupport.stream(names.spliterator(), false).anyMatch(name -> isOf(name.asText(), value))
                : isOf(names.asText("object"), value);
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalArgumentException("No parameter has such a type: " + type);
        };
    }

    /** Of the type, and outside of what it allows. */
    static List<JsonNode> outside(Type type) {
        JsonNode schema = type.schema();
        List<JsonNode> values = new ArrayList<>();
        if (schema.has("enum")) {
            values.add(JSON.textNode("nonsense"));
        }
        if (schema.has("items")) {
            values.add(JSON.arrayNode().addObject());
        }
        if (schema.has("minItems")) {
            values.add(JSON.arrayNode());
        }
        if (schema.has("$ref")) {
            values.add(JSON.objectNode());
        }
        if (schema.has("maxProperties")) {
            values.add(JSON.objectNode().set("a", JSON.arrayNode()));
        }
        if (schema.has("maxLength")) {
            values.add(JSON.textNode("x".repeat(schema.get("maxLength").asInt() + 1)));
            values.add(JSON.textNode(""));
        }
        if (schema.has("contentEncoding")) {
            values.add(JSON.textNode("%"));
        }
        if (schema.path("minimum").asLong(Long.MIN_VALUE) > Long.MIN_VALUE) {
            values.add(JSON.numberNode(schema.get("minimum").asLong() - 1));
        }
        if (schema.path("maximum").asLong(Long.MAX_VALUE) < Long.MAX_VALUE) {
            values.add(JSON.numberNode(schema.get("maximum").asLong() + 1));
        }
        return values;
    }
}
