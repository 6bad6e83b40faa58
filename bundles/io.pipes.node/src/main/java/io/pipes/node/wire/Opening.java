// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.spi.node.TrafficClass;
import java.nio.charset.StandardCharsets;

/**
 * The payload of an OPEN frame: {@code [class 1][window varint][name ASCII]}.
 *
 * @param window how many bytes the other side may send at first
 * @param name 1 to 32 characters of {@code a-z 0-9 . -}
 */
public record Opening(String name, TrafficClass traffic, int window) {
    public static final int MAX_NAME = 32;
    public static final int MIN_WINDOW = 64 << 10;

    /** 16 MiB and what its frames cost beside. */
    public static final int MAX_WINDOW = 17 << 20;

    public Bytes encode() {
        byte[] out = new byte[1 + Varint.size(window) + name.length()];
        out[0] = (byte) traffic.code();
        int at = Varint.write(out, 1, window);
        Bytes.utf8(name).copyTo(out, at);
        return Bytes.wrap(out);
    }

    public static Opening decode(Bytes payload) throws MalformedException {
        byte[] in = payload.toArray();
        if (in.length < 3 || in[0] < 0 || in[0] >= TrafficClass.values().length) {
            throw new MalformedException("opening has no class");
        }
        int window = (int) Varint.read(in, 1, in.length, MAX_WINDOW);
        Clamp.require(window, MIN_WINDOW, MAX_WINDOW, "window");
        int nameAt = 1 + Varint.size(window);
        String name = new String(in, nameAt, in.length - nameAt, StandardCharsets.ISO_8859_1);
        if (!isName(name)) {
            throw new MalformedException("protocol name");
        }
        return new Opening(name, TrafficClass.values()[in[0]], window);
    }

    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-');
    }
}
