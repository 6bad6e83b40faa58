// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import java.util.zip.CRC32C;

/**
 * Tickets as somebody would make them who was not invited. They are written like real ones: the pipes1 prefix, five bits a character, a
 * CRC-32C of four bytes at the end; and end with the secret (32 bytes), the role (1) and the time of expiry (9).
 */
final class ForgedTicket {
    private static final String PREFIX = "pipes1";
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int CHECK_BYTES = 4;
    private static final int BEHIND_SECRET = 10;

    private ForgedTicket() {}

    /** Well-formed in every way, but one bit of the secret is wrong. */
    static String withWrongSecret(String ticket) {
        byte[] all = decode(ticket.substring(PREFIX.length()));
        int content = all.length - CHECK_BYTES;
        all[content - BEHIND_SECRET - 1] ^= 1;
        CRC32C crc = new CRC32C();
        crc.update(all, 0, content);
        int check = (int) crc.getValue();
        for (int i = 0; i < CHECK_BYTES; i++) {
            all[content + i] = (byte) (check >>> 24 - 8 * i);
        }
        return PREFIX + encode(all);
    }

    /** With one character changed, as by a slip of the pen. */
    static String damaged(String ticket) {
        int at = ticket.length() / 2;
        char other = ticket.charAt(at) == '7' ? '8' : '7';
        return ticket.substring(0, at) + other + ticket.substring(at + 1);
    }

    private static byte[] decode(String symbols) {
        byte[] bytes = new byte[symbols.length() * 5 / 8];
        long bits = 0;
        int count = 0;
        int at = 0;
        for (char symbol : symbols.toCharArray()) {
            bits = (bits << 5 | ALPHABET.indexOf(symbol)) & 0xffff;
            count += 5;
            if (count >= 8) {
                count -= 8;
                bytes[at++] = (byte) (bits >>> count);
            }
        }
        return bytes;
    }

    private static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        long bits = 0;
        int count = 0;
        for (byte b : bytes) {
            bits = (bits << 8 | b & 0xff) & 0xffff;
            for (count += 8; count >= 5; count -= 5) {
                text.append(ALPHABET.charAt((int) (bits >>> count - 5 & 31)));
            }
        }
        return count == 0
                ? text.toString()
                : text.append(ALPHABET.charAt((int) (bits << 5 - count & 31))).toString();
    }
}
