// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What a pipeline's metadata may hold: few short texts, which all members see, also those who may not read the pipeline. */
public final class Metadata {
    public static final int MAX_ENTRIES = 16;

    /** Of a key, in characters. */
    public static final int MAX_KEY_LENGTH = 64;

    /** Of a value, in bytes of UTF-8. */
    public static final int MAX_VALUE_BYTES = 256;

    private static final Pattern KEY = Pattern.compile("[a-z0-9._-]{1," + MAX_KEY_LENGTH + "}");

    private Metadata() {}

    /** Whether this is a key: 1 to 64 characters of {@code a-z 0-9 . _ -}. */
    public static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /** Whether this is a value: not empty, at most 256 bytes, and without characters that control a terminal. */
    public static boolean isValue(String value) {
        return !value.isEmpty()
                && value.getBytes(StandardCharsets.UTF_8).length <= MAX_VALUE_BYTES
                && value.codePoints().noneMatch(Metadata::isUnprintable);
    }

    private static boolean isUnprintable(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }

    /** @throws IllegalArgumentException for another key or value */
    static void check(String key, String value) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("A key of metadata has 1 to 64 characters of a-z 0-9 . _ -");
        }
        if (!isValue(value)) {
            throw new IllegalArgumentException("A value of metadata has 1 to 256 bytes and no control characters");
        }
    }
}
