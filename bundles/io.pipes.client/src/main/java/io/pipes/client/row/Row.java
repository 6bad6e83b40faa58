// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.text.Timestamps;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An object that a node said, read field by field. What is missing or of another kind than the protocol says fails with {@code INTERNAL} and the
 * field's name; what is unknown is passed over.
 */
public record Row(JsonNode said) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Whether the field is there, and not null. */
    public boolean has(String name) {
        return said.hasNonNull(name);
    }

    public String text(String name) {
        return findText(name).orElseThrow(() -> strange(name));
    }

    public Optional<String> findText(String name) {
        return find(name).map(value -> {
            if (!value.isTextual()) {
                throw strange(name);
            }
            return value.textValue();
        });
    }

    public long number(String name) {
        return findNumber(name).orElseThrow(() -> strange(name));
    }

    public Optional<Long> findNumber(String name) {
        return find(name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw strange(name);
            }
            return value.longValue();
        });
    }

    public int count(String name) {
        return Math.toIntExact(Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number(name))));
    }

    public double decimal(String name) {
        return find(name)
                .filter(JsonNode::isNumber)
                .orElseThrow(() -> strange(name))
                .doubleValue();
    }

    /** Whether the field is there and true. */
    public boolean flag(String name) {
        return said.path(name).asBoolean(false);
    }

    /** A field in base64, or in bytes where the encoding has them. */
    public Optional<Bytes> findBytes(String name) {
        return find(name).map(value -> {
            try {
                byte[] bytes = value.binaryValue();
                if (bytes == null) {
                    throw strange(name);
                }
                return Bytes.wrap(bytes);
            } catch (IOException noBase64) {
                throw strange(name);
            }
        });
    }

    public Bytes bytes(String name) {
        return findBytes(name).orElseThrow(() -> strange(name));
    }

    public Instant time(String name) {
        return findTime(name).orElseThrow(() -> strange(name));
    }

    public Optional<Instant> findTime(String name) {
        return findValue(name, Row::instant);
    }

    /** @throws IllegalArgumentException if it is none */
    static Instant instant(String text) {
        try {
            return Instant.ofEpochMilli(Timestamps.parse(text));
        } catch (MalformedException noTime) {
            throw new IllegalArgumentException("not a time", noTime);
        }
    }

    /** A field in milliseconds with decimals. */
    public Optional<Duration> findMillis(String name) {
        return find(name)
                .filter(JsonNode::isNumber)
                .map(value -> Duration.ofNanos((long) (value.doubleValue() * NANOS_PER_MILLI)));
    }

    /** A text that is read by somebody who throws {@link IllegalArgumentException} for what is none, such as an id. */
    public <T> T value(String name, Function<String, T> reading) {
        return findValue(name, reading).orElseThrow(() -> strange(name));
    }

    public <T> Optional<T> findValue(String name, Function<String, T> reading) {
        return findText(name).map(text -> read(name, text, reading));
    }

    /** As {@link #value}, where nothing is said of what is none. */
    public <T> T known(String name, Function<String, Optional<T>> reading) {
        return reading.apply(text(name)).orElseThrow(() -> strange(name));
    }

    private static <T> T read(String name, String text, Function<String, T> reading) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException none) {
            throw strange(name);
        }
    }

    public Row row(String name) {
        return findRow(name).orElseThrow(() -> strange(name));
    }

    public Optional<Row> findRow(String name) {
        return find(name).filter(JsonNode::isObject).map(Row::new);
    }

    public <T> List<T> rows(String name, Function<Row, T> reading) {
        return list(find(name).orElseThrow(() -> strange(name)), reading);
    }

    public List<String> texts(String name) {
        return values(name, Function.identity());
    }

    /** The values in a list of texts, each read as by {@link #value}. */
    public <T> List<T> values(String name, Function<String, T> reading) {
        return all(name, one -> read(name, one.asText(), reading));
    }

    /** As {@link #values}, of which some may be null. */
    public <T> List<Optional<T>> findValues(String name, Function<String, T> reading) {
        return all(name, one -> one.isNull() ? Optional.empty() : Optional.of(read(name, one.asText(), reading)));
    }

    private <T> List<T> all(String name, Function<JsonNode, T> reading) {
        JsonNode list = find(name).filter(JsonNode::isArray).orElseThrow(() -> strange(name));
        List<T> values = new ArrayList<>(list.size());
        list.forEach(one -> values.add(reading.apply(one)));
        return List.copyOf(values);
    }

    public SortedMap<String, String> entries(String name) {
        SortedMap<String, String> entries = new TreeMap<>();
        find(name)
                .ifPresent(object -> object.fields()
                        .forEachRemaining(entry ->
                                entries.put(entry.getKey(), entry.getValue().asText())));
        return entries;
    }

    /** The rows of a list that was an answer. */
    public static <T> List<T> list(JsonNode said, Function<Row, T> reading) {
        if (!said.isArray()) {
            throw strange("a list");
        }
        List<T> values = new ArrayList<>(said.size());
        said.forEach(one -> values.add(reading.apply(new Row(one))));
        return List.copyOf(values);
    }

    private Optional<JsonNode> find(String name) {
        JsonNode value = said.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    private static PipesException strange(String name) {
        return new PipesException(
                PipesException.Code.INTERNAL,
                "The node said something that this client does not understand: '" + name
                        + "' is missing or is something else. Use a client and a node of the same version.");
    }
}
