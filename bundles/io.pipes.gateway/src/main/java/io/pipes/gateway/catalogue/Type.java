// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a value can be.
 *
 * @param schema as JSON Schema says it
 * @param words as people say it
 * @param shape what it is made of, if that has a name
 */
public record Type(ObjectNode schema, String words, Optional<Shape> shape) {
    /** Where named schemas are in the document. */
    static final String SCHEMAS = "#/components/schemas/";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Type(String name, String words) {
        this(JSON.objectNode().put("type", name), words, Optional.empty());
    }

    static Type text() {
        return new Type("string", "text");
    }

    static Type text(int longest) {
        return text(longest, "text of at most %,d characters");
    }

    private static Type text(int longest, String words) {
        Type type = new Type("string", String.format(Locale.ROOT, words, longest));
        type.schema.put("minLength", 1).put("maxLength", longest);
        return type;
    }

    /** What names a thing and can be told from what names another kind of thing by where it stands only. */
    static Type id() {
        return new Type("string", "id");
    }

    /** What a client calls a call. */
    static Type callId() {
        Type type = new Type(JSON.objectNode(), "text or whole number", Optional.empty());
        type.schema.putArray("type").add("string").add("integer");
        return type;
    }

    static Type time() {
        Type type = new Type("string", "time");
        type.schema.put("format", "date-time");
        return type;
    }

    /** In JSON base64, in CBOR a byte string. */
    static Type bytes() {
        Type type = new Type("string", "base64");
        type.schema.put("contentEncoding", "base64");
        return type;
    }

    static Type flag() {
        return new Type("boolean", "true or false");
    }

    /** With a fraction. */
    static Type number() {
        return new Type("number", "number");
    }

    static Type whole() {
        return new Type("integer", "whole number");
    }

    static Type whole(long least, long most) {
        Type type = new Type("integer", String.format(Locale.ROOT, "%,d to %,d", least, most));
        type.schema.put("minimum", least).put("maximum", most);
        return type;
    }

    /** A whole number that counts. */
    static Type count() {
        Type type = whole();
        type.schema.put("minimum", 0);
        return type;
    }

    static Type oneOf(String... values) {
        return oneOf(List.of(values));
    }

    static <T> Type oneOf(T[] values, Function<T, String> text) {
        return oneOf(Stream.of(values).map(text).toList());
    }

    private static Type oneOf(List<String> values) {
        Type type = new Type("string", "`" + String.join("`, `", values) + "`");
        values.forEach(type.schema.putArray("enum")::add);
        return type;
    }

    static Type listOf(Type of) {
        Type type = new Type(JSON.objectNode().put("type", "array"), "[ " + of.words + " ]", of.shape);
        type.schema.set("items", of.schema);
        return type;
    }

    static Type listOf(Shape of) {
        return listOf(row(of));
    }

    /** At least one. */
    static Type listOf(Shape of, int most) {
        Type type = listOf(of);
        type.schema.put("minItems", 1).put("maxItems", most);
        return type;
    }

    /** Texts by names that the caller chooses; null where one is taken away. */
    static Type texts(int most) {
        Type type = new Type("object", "object of texts");
        type.schema.put("maxProperties", most).set("additionalProperties", text().orNull().schema);
        return type;
    }

    static Type row(Shape shape) {
        return new Type(JSON.objectNode().put("$ref", SCHEMAS + shape.name()), shape.name(), Optional.of(shape));
    }

    Type orNull() {
        ObjectNode nullable = JSON.objectNode();
        if (shape.isPresent()) {
            nullable.putArray("oneOf").add(schema).addObject().put("type", "null");
        } else {
            nullable.setAll(schema);
            nullable.putArray("type").add(schema.get("type")).add("null");
            if (schema.get("enum") instanceof ArrayNode values) {
                nullable.set("enum", values.deepCopy().addNull());
            }
        }
        return new Type(nullable, words + " or null", shape);
    }
}
