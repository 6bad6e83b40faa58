// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

/** Text of others made safe to show: it must not move the cursor, change colours or turn lines around. */
final class Printable {
    private static final int REPLACEMENT = 0xfffd;

    private Printable() {}

    /** In one line. */
    static String line(String text) {
        return clean(text, false);
    }

    /** With its line breaks and tabs. */
    static String block(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean keepBreaks) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> isHarmless(c) || keepBreaks && (c == '\n' || c == '\t') ? c : symbol(c))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // Bidirectional overrides are format characters; so are the joiners that emoji need.
            case Character.FORMAT -> c == 0x200d || c == 0x200c;
            default -> true;
        };
    }

    private static int symbol(int c) {
        return c < 0x20 ? 0x2400 + c : REPLACEMENT;
    }
}
