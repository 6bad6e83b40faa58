// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

import io.pipes.client.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/**
 * One thing a table or a card shows of an object.
 *
 * @param value gives the text, {@code -} where there is nothing to say
 * @param whole whether it is cut only when everything else is already: half of an address is no use
 */
public record Column(String title, Function<JsonObject, String> value, boolean whole) {
    private static final String NOTHING = "-";
    private static final int SHORT_ID = 10;

    public Column(String title, Function<JsonObject, String> value) {
        this(title, value, false);
    }

    public static Column text(String title, String field) {
        return new Column(
                title, row -> row.text(field).filter(text -> !text.isEmpty()).orElse(NOTHING));
    }

    /** An id, as short as people still tell it apart; also good as a prefix for commands. */
    public static Column id(String title, String field) {
        return new Column(title, row -> row.text(field).map(Column::shorten).orElse(NOTHING));
    }

    /** A text that is of use only when all of it is there. */
    public static Column whole(String title, String field) {
        return new Column(title, text(title, field).value(), true);
    }

    /** How long ago a time was, by the clock of this machine. */
    public static Column age(String title, String field) {
        return new Column(
                title,
                row -> row.text(field)
                        .map(time -> Age.between(time, Instant.now()))
                        .orElse(NOTHING));
    }

    public static Column number(String title, String field) {
        return new Column(title, row -> row.number(field).map(String::valueOf).orElse(NOTHING));
    }

    public static Column millis(String title, String field) {
        return new Column(
                title,
                row -> row.decimal(field)
                        .map(millis -> String.format(Locale.ROOT, "%.1f ms", millis))
                        .orElse(NOTHING));
    }

    public static Column bytes(String title, String field) {
        return new Column(
                title,
                row -> row.number(field).map(bytes -> (bytes >> 20) + " MiB").orElse(NOTHING));
    }

    /** The strings of a list. */
    public static Column texts(String title, String field) {
        return new Column(title, row -> {
            String joined = String.join(", ", row.texts(field));
            return joined.isEmpty() ? NOTHING : joined;
        });
    }

    public static String shorten(String id) {
        return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    }
}
