// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a WebSocket client may say that breaks the rules of the protocol, of JSON, or of this API. */
final class HostileFrames {
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int TEXT_TO_BE_CONTINUED = 0x01;
    private static final int CONTINUATION = 0x80;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;

    private final List<byte[]> sayings = new ArrayList<>();

    private HostileFrames() {}

    /** Frames that end the connection, or that get an error or no answer at all. */
    static List<byte[]> all() throws IOException {
        HostileFrames all = new HostileFrames();
        all.lengths();
        all.opcodes();
        all.pieces();
        all.closes();
        all.texts();
        return all.sayings;
    }

    private void lengths() throws IOException {
        for (long length : new long[] {
            4_097,
            65_535,
            65_536,
            2 << 20,
            (2 << 20) + 1,
            Integer.MAX_VALUE,
            1L << 31,
            1L << 32,
            Long.MAX_VALUE,
            -1,
            Long.MIN_VALUE
        }) {
            for (int first : new int[] {TEXT, BINARY, CONTINUATION, PING}) {
                sayings.add(RawApi.head(first, true, length));
            }
        }
        for (int length : new int[] {0, 1, 125, 126, 4_095, 4_096}) {
            sayings.add(RawApi.frame(TEXT, new byte[length]));
            // Unmasked, which clients must never be.
            sayings.add(joined(RawApi.head(TEXT, false, length), new byte[length]));
        }
        // Longer forms than the length needs.
        sayings.add(new byte[] {(byte) TEXT, (byte) 0xfe, 0, 1, 0, 0, 0, 0, ' '});
        sayings.add(new byte[] {(byte) TEXT, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, ' '});
    }

    private void opcodes() throws IOException {
        for (int opcode : new int[] {0x83, 0x84, 0x85, 0x86, 0x87, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f}) {
            sayings.add(RawApi.frame(opcode, new byte[4]));
        }
        for (int reserved : new int[] {0xc1, 0xa1, 0x91, 0xf1, 0xc8, 0xc9}) {
            sayings.add(RawApi.frame(reserved, "{}".getBytes(StandardCharsets.UTF_8)));
        }
        sayings.add(RawApi.frame(BINARY, new byte[16]));
        sayings.add(RawApi.frame(PING, new byte[126]));
        sayings.add(RawApi.frame(PING & 0x7f, new byte[2]));
        sayings.add(RawApi.frame(CLOSE & 0x7f, new byte[2]));
        sayings.add(repeated(RawApi.frame(PING, new byte[125]), 200));
        sayings.add(repeated(RawApi.frame(PONG, new byte[0]), 2_000));
    }

    private void pieces() throws IOException {
        sayings.add(RawApi.frame(CONTINUATION, new byte[4]));
        sayings.add(joined(RawApi.frame(TEXT_TO_BE_CONTINUED, new byte[4]), RawApi.frame(TEXT, new byte[4])));
        sayings.add(repeated(RawApi.frame(TEXT_TO_BE_CONTINUED, new byte[0]), 100));
        sayings.add(
                joined(RawApi.frame(TEXT_TO_BE_CONTINUED, new byte[1]), repeated(RawApi.frame(0, new byte[0]), 5_000)));
        sayings.add(
                joined(RawApi.frame(TEXT_TO_BE_CONTINUED, new byte[1]), repeated(RawApi.frame(0, new byte[1]), 5_000)));
        sayings.add(repeated(RawApi.frame(TEXT, new byte[0]), 500));
    }

    private void closes() throws IOException {
        for (int code : new int[] {0, 999, 1_004, 1_005, 1_006, 1_015, 2_999, 65_535}) {
            sayings.add(RawApi.frame(CLOSE, new byte[] {(byte) (code >>> 8), (byte) code}));
        }
        sayings.add(RawApi.frame(CLOSE, new byte[1]));
        sayings.add(RawApi.frame(CLOSE, new byte[] {3, (byte) 0xe8, (byte) 0xff, (byte) 0xfe}));
        sayings.add(joined(RawApi.frame(CLOSE, new byte[] {3, (byte) 0xe8}), RawApi.frame(TEXT, new byte[4])));
    }

    private void texts() throws IOException {
        for (int[] bytes : new int[][] {
            {0xff},
            {0xc0, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf0, 0x9f, 0x98},
            {'"', 0x80, '"'},
            {0xfe, 0xff}
        }) {
            byte[] text = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                text[i] = (byte) bytes[i];
            }
            sayings.add(RawApi.frame(TEXT, text));
        }
        for (String text : new String[] {
            "",
            "\u0000",
            "nonsense",
            "[".repeat(4_000),
            "{\"a\":".repeat(800),
            "[{}]",
            "[[[[]]]]",
            "{\"jsonrpc\":\"2.0\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"status\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"status\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":" + "9".repeat(4_000) + ",\"method\":\"status\"}",
            call("status", "{}"),
            call("node.stop", "{}"),
            call("auth", "{}"),
            call("auth", "[]"),
            call("auth", "null"),
            call("auth", "{\"token\":null}"),
            call("auth", "{\"token\":7}"),
            call("auth", "{\"token\":[\"a\"]}"),
            call("auth", "{\"token\":\"\"}"),
            call("auth", "{\"token\":\"" + "A".repeat(3_000) + "\"}"),
            call("auth", "{\"token\":\"\\u0000\\ud800\"}"),
            call("auth", "{\"token\":\"no\",\"token\":\"no\"}"),
            "[" + call("auth", "{\"token\":\"x\"}") + "]",
            call("Auth", "{\"token\":\"x\"}"),
            call("__proto__", "{}"),
            call("status".repeat(500), "{}")
        }) {
            sayings.add(RawApi.frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[][] all = new byte[times][];
        Arrays.fill(all, bytes);
        return joined(all);
    }
}
