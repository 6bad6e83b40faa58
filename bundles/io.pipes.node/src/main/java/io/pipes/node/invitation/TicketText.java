// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.invitation;

import io.pipes.base.Bytes;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Bytes as text that survives being typed, folded and shouted: {@code pipes1}, then groups of five bits with four check bytes at the end,
 * in the alphabet of {@code Base32Check}. The check finds mistakes; it does not keep anybody from making a ticket.
 */
final class TicketText {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CHECK_BYTES = 4;

    /** More than the longest ticket, with some blanks in it. */
    private static final int MAX_INPUT = 8_192;

    private TicketText() {}

    /** Why a text is no ticket. */
    enum Flaw {
        NOT_A_TICKET,
        DAMAGED
    }

    /** What is wrong with a text. */
    static final class FlawException extends Exception {
        private static final long serialVersionUID = 1;

        private final Flaw flaw;

        FlawException(Flaw flaw) {
            super(flaw.name(), null, false, false);
            this.flaw = flaw;
        }

        Flaw flaw() {
            return flaw;
        }
    }

    static String encode(Bytes content) {
        byte[] all = new byte[content.size() + CHECK_BYTES];
        content.copyTo(all, 0);
        int check = check(all, content.size());
        for (int i = 0; i < CHECK_BYTES; i++) {
            all[content.size() + i] = (byte) (check >>> 24 - 8 * i);
        }
        StringBuilder text = new StringBuilder(Ticket.PREFIX);
        int bits = 0;
        int count = 0;
        for (byte b : all) {
            bits = (bits << 8 | b & 0xff) & 0xfff;
            for (count += 8; count >= 5; count -= 5) {
                text.append(ALPHABET.charAt(bits >>> count - 5 & 31));
            }
        }
        if (count > 0) {
            text.append(ALPHABET.charAt(bits << 5 - count & 31));
        }
        return text.toString();
    }

    static Bytes decode(String text) throws FlawException {
        String plain =
                text.length() > MAX_INPUT ? "" : text.toLowerCase(Locale.ROOT).replaceAll("[\\s-]", "");
        if (!plain.startsWith(Ticket.PREFIX)) {
            throw new FlawException(Flaw.NOT_A_TICKET);
        }
        byte[] all = bytes(plain.substring(Ticket.PREFIX.length()));
        int size = all.length - CHECK_BYTES;
        if (size < 0) {
            throw new FlawException(Flaw.DAMAGED);
        }
        int check = 0;
        for (int i = size; i < all.length; i++) {
            check = check << 8 | all[i] & 0xff;
        }
        if (check != check(all, size)) {
            throw new FlawException(Flaw.DAMAGED);
        }
        return Bytes.wrap(all).slice(0, size);
    }

    private static byte[] bytes(String symbols) throws FlawException {
        byte[] bytes = new byte[symbols.length() * 5 / 8];
        int bits = 0;
        int count = 0;
        int at = 0;
        for (int i = 0; i < symbols.length(); i++) {
            bits = (bits << 5 | symbol(symbols.charAt(i))) & 0xfff;
            count += 5;
            if (count >= 8) {
                count -= 8;
                bytes[at++] = (byte) (bits >>> count);
            }
        }
        // What is left over is the filling of the last symbol: less than a symbol, and zero.
        if (count >= 5 || (bits & (1 << count) - 1) != 0) {
            throw new FlawException(Flaw.DAMAGED);
        }
        return bytes;
    }

    private static int symbol(char c) throws FlawException {
        char meant = c == 'i' || c == 'l' ? '1' : c == 'o' ? '0' : c;
        int symbol = ALPHABET.indexOf(meant);
        if (symbol < 0) {
            throw new FlawException(Flaw.DAMAGED);
        }
        return symbol;
    }

    private static int check(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
