// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512 KiB}, {@code 16 MiB}. */
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,7})\\s*([KM])iB");

    private ByteSize() {}

    /**
     * @return bytes
     * @throws IllegalArgumentException if it is written otherwise or out of range
     */
    static int parse(String name, String text, int min, int max) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " is written like 16 MiB, not '" + text + "'");
        }
        long bytes = Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("K") ? 10 : 20);
        if (bytes < min || bytes > max) {
            throw new IllegalArgumentException(name + " has from " + min + " to " + max + " bytes, not '" + text + "'");
        }
        return (int) bytes;
    }
}
