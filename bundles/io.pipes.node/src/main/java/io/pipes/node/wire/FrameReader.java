// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.util.Arrays;
import java.util.Optional;

/** Reads the frames of one opened record after the other, in place. Belongs to one thread. */
public final class FrameReader {
    private byte[] source = new byte[0];
    private int next;
    private int end;
    private FrameType type = FrameType.DATA;
    private boolean more;
    private int exchange;
    private int payload;
    private int length;

    /** Begins with a record that lies from {@code from} up to {@code to}; the array must stay as it is until the last frame was read. */
    public void begin(byte[] record, int from, int to) {
        source = record;
        next = from;
        end = to;
    }

    /** Goes to the next frame; false when there is none. */
    public boolean next() throws MalformedException {
        if (next == end) {
            return false;
        }
        readType(source[next] & 0xff);
        int at = next + 1;
        exchange = (int) Varint.read(source, at, end, Frames.MAX_EXCHANGE);
        at += Varint.size(exchange);
        length = (int) Varint.read(source, at, end, Frames.MAX_PAYLOAD);
        payload = at + Varint.size(length);
        if (length > end - payload) {
            throw new MalformedException("frame is cut off");
        }
        next = payload + length;
        checkShape();
        return true;
    }

    private void readType(int octet) throws MalformedException {
        more = (octet & Frames.MORE) != 0;
        Optional<FrameType> known = FrameType.ofCode(octet & ~Frames.MORE);
        type = known.orElseThrow(() -> new MalformedException("unknown frame type"));
    }

    private void checkShape() throws MalformedException {
        if (more && (type != FrameType.DATA || length == 0)) {
            throw new MalformedException("only data that is there can go on");
        }
        boolean ofExchange = type.code() <= FrameType.CLOSE.code();
        if (ofExchange != exchange > 0) {
            throw new MalformedException("frame is of the wrong exchange");
        }
    }

    /** Whether the current frame is the record's last. */
    public boolean last() {
        return next == end;
    }

    public FrameType type() {
        return type;
    }

    /** Whether the message goes on in a later frame. */
    public boolean more() {
        return more;
    }

    public int exchange() {
        return exchange;
    }

    public int length() {
        return length;
    }

    /** A copy of the payload. */
    public Bytes payload() {
        return Bytes.wrap(Arrays.copyOfRange(source, payload, payload + length));
    }

    /** Copies the payload to where the caller wants it. */
    public void payloadTo(byte[] target, int at) {
        System.arraycopy(source, payload, target, at, length);
    }

    /** The payload as the one number it must be. */
    public long number(long max) throws MalformedException {
        long value = Varint.read(source, payload, payload + length, max);
        if (Varint.size(value) != length) {
            throw new MalformedException("frame is longer than its number");
        }
        return value;
    }

    /** The payload as the eight bytes it must be. */
    public long fixed() throws MalformedException {
        requireLength(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | source[payload + i] & 0xff;
        }
        return value;
    }

    /** The payload as the one byte it must be. */
    public int octet() throws MalformedException {
        requireLength(1);
        return source[payload] & 0xff;
    }

    public void requireLength(int expected) throws MalformedException {
        if (length != expected) {
            throw new MalformedException("frame has the wrong length");
        }
    }
}
