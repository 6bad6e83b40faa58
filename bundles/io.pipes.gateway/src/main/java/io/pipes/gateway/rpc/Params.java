// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.Progress;
import io.pipes.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The named parameters of a call. What is missing or of a wrong type is refused with its name; what is unknown is ignored. */
public final class Params {
    private static final Duration SHORT_PAUSE = Duration.ofMillis(100);

    private final JsonNode values;
    private final Call call;

    /** Parameters of a call that nobody waits for. */
    public Params(@Nullable JsonNode values) {
        this(values, Call.ofNobody());
    }

    Params(@Nullable JsonNode values, Call call) {
        this.call = call;
        this.values = values == null ? JsonNodeFactory.instance.objectNode() : values;
        if (!this.values.isObject()) {
            throw invalid("The parameters must be an object with names.");
        }
    }

    /** The call that they are the parameters of. */
    public Call call() {
        return call;
    }

    /** The same parameters, but for one that says something else. */
    public Params with(String name, String text) {
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        changed.setAll((ObjectNode) values);
        return new Params(changed.put(name, text), call);
    }

    /** Tells the client how far the call is until it is answered, if it wants to know that; ten times a second at most. */
    public void progress(Supplier<Optional<Progress>> now) {
        progress(SHORT_PAUSE, now);
    }

    /**
     * As {@link #progress(Supplier)}.
     *
     * @param pause so long nothing more is told; not below a tenth of a second
     */
    public void progress(Duration pause, Supplier<Optional<Progress>> now) {
        if (flag("progress")) {
            call.tell(pause, now);
        }
    }

    /** The id of a call. */
    public JsonNode needId(String name) {
        return value(name)
                .filter(Call::isId)
                .orElseThrow(() -> invalid("Parameter '" + name + "' must be the id of a call: a text or a number."));
    }

    public Optional<String> text(String name) {
        return value(name).map(value -> {
            if (!value.isTextual()) {
                throw invalid("Parameter '" + name + "' must be a string.");
            }
            return value.textValue();
        });
    }

    public String needText(String name) {
        return text(name).orElseThrow(() -> invalid("Parameter '" + name + "' is missing."));
    }

    /** Bytes: a byte string, or base64 where the encoding has none. They are not copied. */
    public Optional<Bytes> bytes(String name) {
        return value(name)
                .map(value -> Bytes.wrap(value.isBinary() ? ((BinaryNode) value).binaryValue() : base64(name, value)));
    }

    private static byte[] base64(String name, JsonNode value) {
        try {
            return Base64.getDecoder().decode(value.isTextual() ? value.textValue() : "?");
        } catch (IllegalArgumentException nonsense) {
            throw invalid("Parameter '" + name + "' is not base64.");
        }
    }

    public Optional<Long> number(String name, long min, long max) {
        return value(name).map(value -> {
            if (!value.isIntegralNumber()
                    || !value.canConvertToLong()
                    || value.longValue() < min
                    || value.longValue() > max) {
                throw invalid("Parameter '" + name + "' must be a whole number from " + min + " to " + max + ".");
            }
            return value.longValue();
        });
    }

    /** @return a number that has to be said */
    public long needNumber(String name, long min, long max) {
        return number(name, min, max).orElseThrow(() -> invalid("Parameter '" + name + "' is missing."));
    }

    /** Parameters inside a parameter. */
    public Optional<Params> object(String name) {
        return value(name).map(value -> {
            if (!value.isObject()) {
                throw invalid("Parameter '" + name + "' must be an object.");
            }
            return new Params(value, call);
        });
    }

    /** A list of objects, each of which has parameters of its own. */
    public Optional<List<Params>> objects(String name, int max) {
        return value(name).map(value -> {
            if (!value.isArray() || value.size() > max) {
                throw invalid("Parameter '" + name + "' must be a list of at most " + max + " objects.");
            }
            List<Params> objects = new ArrayList<>(value.size());
            value.forEach(one -> objects.add(new Params(one, call)));
            return objects;
        });
    }

    /** Something that is so or not; not when nothing is said. */
    public boolean flag(String name) {
        return value(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw invalid("Parameter '" + name + "' must be true or false.");
                    }
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /** The texts of a list, at most 64. */
    public Optional<List<String>> texts(String name) {
        return value(name).map(value -> {
            if (!value.isArray() || value.size() > 64) {
                throw invalid("Parameter '" + name + "' must be a list of at most 64 strings.");
            }
            List<String> texts = new ArrayList<>();
            value.forEach(one -> texts.add(one.asText()));
            return texts;
        });
    }

    /** An object's texts by name; empty where it says null. Nothing when nothing is said. */
    public SortedMap<String, Optional<String>> entries(String name, int max) {
        SortedMap<String, Optional<String>> entries = new TreeMap<>();
        value(name).ifPresent(value -> {
            if (!value.isObject() || value.size() > max) {
                throw invalid("Parameter '" + name + "' must be an object with at most " + max + " strings.");
            }
            Params inside = new Params(value, call);
            value.fieldNames().forEachRemaining(key -> entries.put(key, inside.text(key)));
        });
        return entries;
    }

    private Optional<JsonNode> value(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isNull());
    }

    public static PipesException invalid(String sentence) {
        return new PipesException(PipesException.Code.INVALID_ARGUMENT, sentence);
    }
}
