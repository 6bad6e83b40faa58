// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.cli.output.Column;
import io.pipes.client.json.JsonObject;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of a step in words, for people; programs get the fields as they are. */
final class Figures {
    private static final String MILLIS = "Millis";
    private static final String BYTES = "Bytes";

    private Figures() {}

    static String inWords(JsonObject figures) {
        return figures.fields().entrySet().stream()
                .map(figure -> inWords(figure.getKey(), figure.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String inWords(String field, Object value) {
        if (value instanceof Number number && field.endsWith(MILLIS)) {
            return words(field, MILLIS) + " " + number + " ms";
        }
        if (value instanceof Number number && field.endsWith(BYTES)) {
            return words(field, BYTES) + " " + (number.longValue() >> 20) + " MiB";
        }
        boolean id = field.equals("network");
        return words(field, "") + " " + (id ? Column.shorten(String.valueOf(value)) : value);
    }

    /** {@code searchedBytes} without its unit is {@code searched}, {@code eastState} is {@code east state}. */
    private static String words(String field, String unit) {
        return field.substring(0, field.length() - unit.length())
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
