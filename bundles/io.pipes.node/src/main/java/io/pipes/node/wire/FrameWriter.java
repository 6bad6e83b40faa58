// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import java.nio.ByteBuffer;

/** Writes frames one after the other into one array, which becomes a record. Belongs to one thread. */
public final class FrameWriter {
    private final byte[] target = new byte[Records.MAX_PLAIN];
    private int at;

    public void reset() {
        at = 0;
    }

    public byte[] array() {
        return target;
    }

    public int size() {
        return at;
    }

    /** Whether the record should take another frame. */
    public boolean hasRoom() {
        return at < Records.TARGET;
    }

    private void head(FrameType type, boolean more, int exchange, int length) {
        target[at++] = (byte) (type.code() | (more ? Frames.MORE : 0));
        at = Varint.write(target, at, exchange);
        at = Varint.write(target, at, length);
    }

    public void frame(FrameType type, int exchange, Bytes payload) {
        head(type, false, exchange, payload.size());
        payload.copyTo(target, at);
        at += payload.size();
    }

    public void empty(FrameType type, int exchange) {
        head(type, false, exchange, 0);
    }

    public void number(FrameType type, int exchange, long value) {
        head(type, false, exchange, Varint.size(value));
        at = Varint.write(target, at, value);
    }

    public void octet(FrameType type, int value) {
        head(type, false, 0, 1);
        target[at++] = (byte) value;
    }

    public void fixed(FrameType type, long value) {
        head(type, false, 0, Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            target[at++] = (byte) (value >>> shift);
        }
    }

    /** A message that fits into one frame. */
    public void data(int exchange, Bytes message) {
        frame(FrameType.DATA, exchange, message);
    }

    /** One that consists of a head and of what the rest has from an index on. */
    public void data(int exchange, Bytes head, Bytes rest, int from) {
        int size = rest.size() - from;
        head(FrameType.DATA, false, exchange, head.size() + size);
        head.copyTo(target, at);
        at += head.size();
        rest.copyTo(from, target, at);
        at += size;
    }

    /** Some bytes of a longer message; moves the message's position past them. */
    public void fragment(int exchange, ByteBuffer message, int length) {
        head(FrameType.DATA, length < message.remaining(), exchange, length);
        message.get(target, at, length);
        at += length;
    }
}
