// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object whose fields keep their order. A field of another type than asked for counts as missing, as does null: who reads an answer
 * has to cope with older and newer nodes anyway.
 */
public final class JsonObject {
    private final Map<String, @Nullable Object> fields;

    private JsonObject(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** An empty one, to be filled with {@link #with}. */
    public static JsonObject empty() {
        return new JsonObject(Map.of());
    }

    @SuppressWarnings("unchecked") // only strings are ever keys in what Json reads
    static JsonObject of(Map<?, ?> fields) {
        return new JsonObject((Map<String, @Nullable Object>) fields);
    }

    /** This value as an object; empty if it is none. */
    public static JsonObject from(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        return value instanceof Map<?, ?> map ? of(map) : empty();
    }

    /** The objects in a list; empty if it is none. */
    public static List<JsonObject> list(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(JsonObject::from).toList()
                : List.of();
    }

    /**
     * A copy with one more field.
     *
     * @param value a string, number, boolean, list, {@link JsonObject} or null
     */
    public JsonObject with(String name, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new JsonObject(more);
    }

    /** A copy with one more field, or this if there is no value. */
    public JsonObject withIfGiven(String name, @Nullable Object value) {
        return value == null ? this : with(name, value);
    }

    /** A copy with all fields of another one behind its own. */
    public JsonObject withAll(JsonObject other) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(fields);
        more.putAll(other.fields);
        return new JsonObject(more);
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public Optional<String> text(String name) {
        return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    public String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    public Optional<Long> number(String name) {
        return fields.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    public Optional<Double> decimal(String name) {
        return fields.get(name) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    /** Whether the field is there and true. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    public JsonObject object(String name) {
        return from(fields.get(name));
    }

    public List<JsonObject> objects(String name) {
        return list(fields.get(name));
    }

    /** The strings of a list. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            list.forEach(one -> texts.add(String.valueOf(one)));
        }
        return texts;
    }

    public @Nullable Object value(String name) {
        return fields.get(name);
    }

    public Map<String, @Nullable Object> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Compact JSON. */
    @Override
    public String toString() {
        return Json.write(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject object && fields.equals(object.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }
}
