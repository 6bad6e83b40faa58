// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.text;

import io.pipes.base.MalformedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** RFC 3339 timestamps with milliseconds in UTC, such as {@code 2026-07-31T09:30:00.000Z}. */
public final class Timestamps {
    /** 0000-01-01T00:00:00.000Z, in milliseconds since 1970. */
    public static final long MIN_MILLIS = -62_167_219_200_000L;

    /** 9999-12-31T23:59:59.999Z, in milliseconds since 1970. */
    public static final long MAX_MILLIS = 253_402_300_799_999L;

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern SHAPE = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final int MAX_LENGTH = 35;

    private Timestamps() {}

    /**
     * @param millis since 1970-01-01T00:00:00Z; outside the years 0 to 9999 the nearest moment inside is shown
     */
    public static String format(long millis) {
        return FORMAT.format(Instant.ofEpochMilli(Math.max(MIN_MILLIS, Math.min(MAX_MILLIS, millis))));
    }

    /**
     * Reads any RFC 3339 timestamp, with whatever fraction and offset.
     *
     * @return milliseconds since 1970-01-01T00:00:00Z; what is finer is cut off
     */
    public static long parse(String text) throws MalformedException {
        if (text.length() > MAX_LENGTH || !SHAPE.matcher(text).matches()) {
            throw new MalformedException("not an RFC 3339 timestamp");
        }
        try {
            return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT))
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException noSuchMoment) {
            throw new MalformedException("no such moment");
        }
    }
}
