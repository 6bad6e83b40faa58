// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.text;

import io.pipes.base.MalformedException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;

/** RFC 3339 timestamps with milliseconds in UTC, such as {@code 2026-07-31T09:30:00.000Z}. */
public final class Timestamps {
    /** 0000-01-01T00:00:00.000Z, in milliseconds since 1970. */
    public static final long MIN_MILLIS = -62_167_219_200_000L;

    /** 9999-12-31T23:59:59.999Z, in milliseconds since 1970. */
    public static final long MAX_MILLIS = 253_402_300_799_999L;

    /** What {@link #format} writes, with digits for the letters. */
    private static final String USUAL = "yyyy-MM-ddTHH:mm:ss.SSSZ";

    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final Pattern SHAPE = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final int MAX_LENGTH = 35;

    private Timestamps() {}

    /**
     * @param millis since 1970-01-01T00:00:00Z; outside the years 0 to 9999 the nearest moment inside is shown
     */
    public static String format(long millis) {
        long shown = Math.max(MIN_MILLIS, Math.min(MAX_MILLIS, millis));
        int fraction = (int) Math.floorMod(shown, 1_000L);
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(shown, 1_000L), 0, ZoneOffset.UTC);
        char[] text = USUAL.toCharArray();
        put(text, 0, 4, time.getYear());
        put(text, 5, 2, time.getMonthValue());
        put(text, 8, 2, time.getDayOfMonth());
        put(text, 11, 2, time.getHour());
        put(text, 14, 2, time.getMinute());
        put(text, 17, 2, time.getSecond());
        put(text, 20, 3, fraction);
        return new String(text);
    }

    private static void put(char[] text, int at, int digits, int number) {
        int rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /**
     * Reads any RFC 3339 timestamp, with whatever fraction and offset.
     *
     * @return milliseconds since 1970-01-01T00:00:00Z; what is finer is cut off
     */
    public static long parse(String text) throws MalformedException {
        try {
            return isUsual(text) ? usual(text) : any(text);
        } catch (DateTimeException noSuchMoment) {
            throw new MalformedException("no such moment");
        }
    }

    /** Almost all that is read was written here, and messages come in great numbers. */
    private static boolean isUsual(String text) {
        if (text.length() != USUAL.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char expected = USUAL.charAt(i);
            boolean separator =
                    expected == '-' || expected == ':' || expected == '.' || expected == 'T' || expected == 'Z';
            if (separator ? c != expected : c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static long usual(String text) {
        LocalDateTime time = LocalDateTime.of(
                number(text, 0, 4),
                number(text, 5, 2),
                number(text, 8, 2),
                number(text, 11, 2),
                number(text, 14, 2),
                number(text, 17, 2),
                number(text, 20, 3) * NANOS_PER_MILLI);
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static int number(String text, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static long any(String text) throws MalformedException {
        if (text.length() > MAX_LENGTH || !SHAPE.matcher(text).matches()) {
            throw new MalformedException("not an RFC 3339 timestamp");
        }
        return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant().toEpochMilli();
    }
}
