// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What somebody at a node's listener may try who is no member, but has recorded what members said when they called. */
enum ListenerAttack {
    NOTHING_AT_ALL {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            return new byte[0];
        }
    },
    NOISE {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            return noise(chance, 2_000);
        }
    },
    NOISE_OF_THIS_VERSION {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            byte[] bytes = noise(chance, 9_000);
            bytes[0] = 1;
            bytes[1 % bytes.length] = (byte) (1 + chance.nextInt(3));
            return bytes;
        }
    },
    CHANGED {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            byte[] bytes = oneOf(recorded, chance).clone();
            for (int flips = 1 + chance.nextInt(8); flips > 0; flips--) {
                bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
            }
            return bytes;
        }
    },
    CUT_SHORT {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            byte[] bytes = oneOf(recorded, chance);
            return Arrays.copyOf(bytes, chance.nextInt(bytes.length));
        }
    },
    SAID_AGAIN {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            return oneOf(recorded, chance);
        }
    },
    TOO_LONG {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            byte[] bytes = oneOf(recorded, chance);
            return Arrays.copyOf(bytes, bytes.length + 40_000);
        }
    },
    STRANGE_LENGTH {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            byte[] head = Arrays.copyOf(new byte[] {1, 1}, 20);
            int length = LENGTHS[chance.nextInt(LENGTHS.length)];
            head[18] = (byte) (length >>> 8);
            head[19] = (byte) length;
            return joined(head, noise(chance, 64));
        }
    },
    ANOTHER_PROTOCOL {
        @Override
        byte[] bytes(List<byte[]> recorded, Random chance) {
            return OTHERS[chance.nextInt(OTHERS.length)].getBytes(StandardCharsets.ISO_8859_1);
        }
    };

    private static final int[] LENGTHS = {0, 1, 31, 32, 33, 8_191, 8_192, 8_193, 32_767, 32_768, 65_535};
    private static final String[] OTHERS = {
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "SSH-2.0-probe\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0005\u0001\u0000"
    };

    abstract byte[] bytes(List<byte[]> recorded, Random chance);

    /** Does it, in pieces or at once, and leaves in one of the ways there are; returns how many bytes came back. */
    int against(Socket node, List<byte[]> recorded, Random chance) throws IOException {
        byte[] bytes = bytes(recorded, chance);
        int piece = chance.nextBoolean() ? bytes.length : 1 + chance.nextInt(700);
        node.setTcpNoDelay(true);
        for (int at = 0; at < bytes.length; at += piece) {
            node.getOutputStream().write(bytes, at, Math.min(piece, bytes.length - at));
        }
        switch (chance.nextInt(3)) {
            case 0 -> node.setSoLinger(true, 0);
            case 1 -> {
                node.shutdownOutput();
                return node.getInputStream().readAllBytes().length;
            }
            default -> {
                // Closed as any program closes.
            }
        }
        return 0;
    }

    static ListenerAttack any(Random chance) {
        return values()[chance.nextInt(values().length)];
    }

    static byte[] oneOf(List<byte[]> recorded, Random chance) {
        return recorded.get(chance.nextInt(recorded.size()));
    }

    static byte[] noise(Random chance, int most) {
        byte[] bytes = new byte[1 + chance.nextInt(most)];
        chance.nextBytes(bytes);
        return bytes;
    }

    static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
