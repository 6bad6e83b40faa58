// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;
import java.util.Locale;

/**
 * How an id is written: its bits in groups of five, most significant first and filled up with zeros, then six check symbols.
 *
 * <p><b>Alphabet</b>: {@code 0123456789abcdefghjkmnpqrstvwxyz}, as Crockford's, without the letters i, l, o and u. When reading, upper
 * case is fine, {@code i} and {@code l} are taken for {@code 1}, {@code o} for {@code 0}, and hyphens and spaces are passed over.
 *
 * <p><b>Check symbols</b>: the BCH code of BIP 173 with the constant of BIP 350, begun with the letters of the id's kind. It finds any
 * four wrong symbols, hence any single error and any two symbols that changed places, anywhere in the text; and an id of one kind where
 * another is expected, but for one in 2^30.
 *
 * <p>Because the check symbols come last, the beginning of the text depends on the beginning of the id only: any unique beginning can
 * stand for the whole.
 */
public final class Base32Check {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CHECK_SYMBOLS = 6;
    private static final int CHECK_CONSTANT = 0x2bc830a3;
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

    /** The code keeps its promise up to 89 symbols. */
    private static final int MAX_BYTES = 51;

    private static final int MAX_INPUT = 256;

    private Base32Check() {}

    /** The number of symbols, with the check symbols, that so many bytes need. */
    public static int length(int bytes) {
        return (bytes * 8 + 4) / 5 + CHECK_SYMBOLS;
    }

    /**
     * @param kind what the id is of, in lower-case letters, such as {@code node}
     * @param data at most 51 bytes
     */
    public static String encode(String kind, Bytes data) {
        checkSize(data.size());
        StringBuilder text = new StringBuilder(length(data.size()));
        int check = begin(kind);
        int bits = 0;
        int count = 0;
        for (int i = 0; i < data.size(); i++) {
            bits = bits << 8 | data.at(i) & 0xff;
            for (count += 8; count >= 5; count -= 5) {
                check = append(text, check, bits >>> count - 5 & 31);
            }
            bits &= (1 << count) - 1;
        }
        if (count > 0) {
            check = append(text, check, bits << 5 - count & 31);
        }
        return appendCheck(text, check).toString();
    }

    /**
     * @param size the number of bytes the id has
     * @throws IllegalArgumentException with a sentence for the person who typed it, which does not repeat the text
     */
    public static Bytes decode(String kind, String text, int size) {
        checkSize(size);
        String symbols = normalise(text);
        if (symbols.length() != length(size)) {
            throw new IllegalArgumentException("This is not " + named(kind) + ": it has " + symbols.length()
                    + " symbols instead of " + length(size) + ".");
        }
        if (checked(kind, symbols) != CHECK_CONSTANT) {
            throw new IllegalArgumentException("This is not " + named(kind)
                    + ": its check symbols do not match, so it was mistyped or is an id of something else.");
        }
        return Bytes.wrap(bits(kind, symbols, size));
    }

    /**
     * The text, or any beginning of it, as {@link #encode} would have written it.
     *
     * @throws IllegalArgumentException with a sentence for the person who typed it, which does not repeat the text
     */
    public static String normalise(String text) {
        if (text.length() > MAX_INPUT) {
            throw new IllegalArgumentException("This is too long for an id.");
        }
        StringBuilder symbols = new StringBuilder(text.length());
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            if (c != '-' && c != ' ') {
                symbols.append(ALPHABET.charAt(symbol(c)));
            }
        }
        return symbols.toString();
    }

    private static int symbol(char c) {
        char meant = c == 'i' || c == 'l' ? '1' : c == 'o' ? '0' : c;
        int symbol = ALPHABET.indexOf(meant);
        if (symbol < 0) {
            throw new IllegalArgumentException("This is not an id: ids have digits and letters only, and no u.");
        }
        return symbol;
    }

    private static byte[] bits(String kind, String symbols, int size) {
        byte[] data = new byte[size];
        int bits = 0;
        int count = 0;
        int at = 0;
        for (int i = 0; i < symbols.length() - CHECK_SYMBOLS; i++) {
            bits = bits << 5 | ALPHABET.indexOf(symbols.charAt(i));
            count += 5;
            if (count >= 8) {
                count -= 8;
                data[at++] = (byte) (bits >>> count);
                bits &= (1 << count) - 1;
            }
        }
        if (bits != 0) {
            throw new IllegalArgumentException("This is not " + named(kind) + ": its last bits are not zero.");
        }
        return data;
    }

    private static int checked(String kind, String symbols) {
        int check = begin(kind);
        for (int i = 0; i < symbols.length(); i++) {
            check = step(check, ALPHABET.indexOf(symbols.charAt(i)));
        }
        return check;
    }

    private static int begin(String kind) {
        int check = 1;
        for (int i = 0; i < kind.length(); i++) {
            check = step(check, kind.charAt(i) & 31);
        }
        return check;
    }

    private static int append(StringBuilder text, int check, int symbol) {
        text.append(ALPHABET.charAt(symbol));
        return step(check, symbol);
    }

    private static StringBuilder appendCheck(StringBuilder text, int check) {
        int rest = check;
        for (int i = 0; i < CHECK_SYMBOLS; i++) {
            rest = step(rest, 0);
        }
        rest ^= CHECK_CONSTANT;
        for (int shift = 5 * (CHECK_SYMBOLS - 1); shift >= 0; shift -= 5) {
            text.append(ALPHABET.charAt(rest >>> shift & 31));
        }
        return text;
    }

    /** One step of the division by the generator polynomial over GF(32). */
    private static int step(int check, int symbol) {
        int top = check >>> 25;
        int next = (check & 0x1ff_ffff) << 5 ^ symbol;
        for (int i = 0; i < GENERATOR.length; i++) {
            if ((top >>> i & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }

    private static String named(String kind) {
        boolean vowel = "aeiou".indexOf(kind.charAt(0)) >= 0;
        return (vowel ? "an " : "a ") + kind + " id";
    }

    private static void checkSize(int size) {
        if (size < 0 || size > MAX_BYTES) {
            throw new IllegalArgumentException("An id has at most " + MAX_BYTES + " bytes");
        }
    }
}
