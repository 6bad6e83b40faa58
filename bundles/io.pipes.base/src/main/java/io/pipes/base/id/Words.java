// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Ids as words, so that two people can compare or dictate them: one of 256 short words per byte, which differ in their first four letters,
 * and one check word. The check word finds any single wrong word and any two that changed places.
 */
public final class Words {
    private static final List<String> LIST = load();
    private static final Pattern BETWEEN = Pattern.compile("[\\s,.-]+");
    private static final int TELLING_LETTERS = 4;
    private static final int MAX_BYTES = 64;
    private static final int MAX_INPUT = 1_024;

    /** The primitive polynomial x^8 + x^4 + x^3 + x^2 + 1, whose powers of x repeat after 255 only. */
    private static final int CRC = 0x1d;

    private Words() {}

    /**
     * @param bytes at most 64
     */
    public static String encode(Bytes bytes) {
        if (bytes.size() > MAX_BYTES) {
            throw new IllegalArgumentException("Only up to " + MAX_BYTES + " bytes are read aloud");
        }
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < bytes.size(); i++) {
            words.append(LIST.get(bytes.at(i) & 0xff)).append(' ');
        }
        return words.append(LIST.get(check(bytes))).toString();
    }

    /**
     * Reads what {@link #encode} wrote, in either case, with spaces, commas, full stops or hyphens between the words; the first four
     * letters of each are enough.
     *
     * @param size the number of bytes that are expected
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static Bytes parse(String text, int size) {
        if (text.length() > MAX_INPUT) {
            throw new IllegalArgumentException("These are too many words.");
        }
        String[] words = BETWEEN.split(text.strip().toLowerCase(Locale.ROOT));
        if (words.length != size + 1) {
            throw new IllegalArgumentException("These are " + words.length + " words instead of " + (size + 1) + ".");
        }
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) index(words, i);
        }
        Bytes result = Bytes.wrap(bytes);
        if (index(words, size) != check(result)) {
            throw new IllegalArgumentException(
                    "The last word does not fit the others, so one was misheard or they changed places.");
        }
        return result;
    }

    private static int index(String[] words, int position) {
        String word = words[position];
        for (int i = 0; i < LIST.size(); i++) {
            String known = LIST.get(i);
            if (known.equals(word) || word.length() >= TELLING_LETTERS && known.startsWith(word)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Word number " + (position + 1) + " is not on the list.");
    }

    private static int check(Bytes bytes) {
        int check = 0xff;
        for (int i = 0; i < bytes.size(); i++) {
            check ^= bytes.at(i) & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                check = (check << 1 ^ (check >>> 7) * CRC) & 0xff;
            }
        }
        return check;
    }

    private static List<String> load() {
        try (InputStream in = Words.class.getResourceAsStream("words.txt")) {
            if (in == null) {
                throw new IllegalStateException("The word list is missing from the bundle");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
