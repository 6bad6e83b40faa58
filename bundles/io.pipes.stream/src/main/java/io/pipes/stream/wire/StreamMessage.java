// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.wire;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.spi.local.LocalStreams;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One message of the protocols of streams: a type and fields in fixed places. {@link #DATA_HEAD} is short enough for a full piece to be one
 * frame of a link, which is not put together again anywhere.
 */
public final class StreamMessage {
    /** Bytes before those of a stream in a message with data: type, stream, offset. */
    public static final int DATA_HEAD = 17;

    /** The most bytes of a stream in one message: with the head one frame of a link. */
    public static final int MAX_PIECE = (16 << 10) - DATA_HEAD;

    /** Offsets end far below where they would overflow. */
    public static final long MAX_OFFSET = Long.MAX_VALUE >> 1;

    private static final int FIRST = 1;
    private static final int STREAM = 1;
    private static final int SECOND = 9;
    private static final int THIRD = 17;
    private static final int TAKEN = 25;
    private static final int OPEN_NAME = 17;
    private static final int MAX_NAME = 64;

    private final Bytes message;
    private final MessageType type;

    private StreamMessage(Bytes message, MessageType type) {
        this.message = message;
        this.type = type;
    }

    /** @throws MalformedException if it is not of a known type and of the length that belongs to it */
    public static StreamMessage read(Bytes message) throws MalformedException {
        if (message.isEmpty()) {
            throw new MalformedException("empty message");
        }
        StreamMessage read = new StreamMessage(message, MessageType.of(message.at(0)));
        if (!read.hasFittingLength()) {
            throw new MalformedException("message of a wrong length");
        }
        read.checkFlags();
        return read;
    }

    private boolean hasFittingLength() {
        int size = message.size();
        return switch (type) {
            case HELLO -> size == 10;
            case OPEN -> size > OPEN_NAME;
            case DATA -> size > DATA_HEAD && size <= DATA_HEAD + MAX_PIECE;
            case END -> size == 17;
            case STATE -> size == 26;
            case RESET -> size == 10;
            case GONE -> size == 9;
            case STILL -> size == 1;
        };
    }

    /** There is one way to say yes. */
    private void checkFlags() throws MalformedException {
        int flag = switch (type) {
            case HELLO -> message.at(FIRST);
            case STATE -> message.at(TAKEN);
            default -> 0;
        };
        if (flag != 0 && flag != 1) {
            throw new MalformedException("neither yes nor no");
        }
    }

    public MessageType type() {
        return type;
    }

    // HELLO: first(1), incarnation(8)

    public static Bytes hello(boolean first, long incarnation) {
        return head(MessageType.HELLO, 10)
                .put((byte) (first ? 1 : 0))
                .putLong(incarnation)
                .done();
    }

    /** Whether the sender has not heard who this side is. */
    public boolean first() {
        return message.at(FIRST) != 0;
    }

    public long incarnation() {
        return message.longAt(2);
    }

    // OPEN: stream(8), limit(8), length of name(1), name, argument

    public static Bytes open(long stream, long limit, String service, String argument) {
        Bytes name = Bytes.utf8(service);
        Bytes rest = Bytes.utf8(argument);
        return head(MessageType.OPEN, OPEN_NAME + 1 + name.size() + rest.size())
                .putLong(stream)
                .putLong(limit)
                .put((byte) name.size())
                .put(name)
                .put(rest)
                .done();
    }

    /** How far the opener takes what comes back. */
    public long openLimit() throws MalformedException {
        return offset(SECOND);
    }

    public String service() throws MalformedException {
        return text(OPEN_NAME + 1, argumentAt(), MAX_NAME);
    }

    public String argument() throws MalformedException {
        return text(argumentAt(), message.size(), LocalStreams.MAX_ARGUMENT_BYTES);
    }

    private int argumentAt() throws MalformedException {
        int end = OPEN_NAME + 1 + (message.at(OPEN_NAME) & 0xff);
        if (end > message.size()) {
            throw new MalformedException("name is longer than its message");
        }
        return end;
    }

    private String text(int from, int to, int most) throws MalformedException {
        if (to - from > most) {
            throw new MalformedException("text is too long");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(message.buffer().position(from).limit(to))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("text is not UTF-8");
        }
    }

    // of a stream

    public long stream() {
        return message.longAt(STREAM);
    }

    // DATA: stream(8), offset(8), bytes; END: stream(8), offset(8)

    /** What stands before the bytes of a piece. */
    public static Bytes dataHead(long stream, long offset) {
        return head(MessageType.DATA, DATA_HEAD).putLong(stream).putLong(offset).done();
    }

    public static Bytes end(long stream, long offset) {
        return head(MessageType.END, 17).putLong(stream).putLong(offset).done();
    }

    /** Where its bytes, or the end, stand in the direction. */
    public long offset() throws MalformedException {
        return offset(SECOND);
    }

    public int pieceSize() {
        return message.size() - DATA_HEAD;
    }

    /** The bytes of the stream, without a copy. */
    public ByteBuffer piece() {
        return message.buffer().position(DATA_HEAD);
    }

    // STATE: stream(8), received(8), limit(8), taken(1)

    /**
     * @param received so many bytes have come, and one more if the end has
     * @param limit so far more is taken
     * @param taken whether the sender has taken the stream; false only of one that it was offered and has not decided on
     */
    public static Bytes state(long stream, long received, long limit, boolean taken) {
        return head(MessageType.STATE, 26)
                .putLong(stream)
                .putLong(received)
                .putLong(limit)
                .put((byte) (taken ? 1 : 0))
                .done();
    }

    public long received() throws MalformedException {
        return offset(SECOND);
    }

    public long limit() throws MalformedException {
        return offset(THIRD);
    }

    public boolean taken() {
        return message.at(TAKEN) != 0;
    }

    // RESET: stream(8), reason(1); GONE: stream(8); STILL

    public static Bytes reset(long stream, int reason) {
        return head(MessageType.RESET, 10).putLong(stream).put((byte) reason).done();
    }

    public int reason() {
        return message.at(9) & 0xff;
    }

    public static Bytes gone(long stream) {
        return head(MessageType.GONE, 9).putLong(stream).done();
    }

    public static Bytes still() {
        return head(MessageType.STILL, 1).done();
    }

    private long offset(int at) throws MalformedException {
        long offset = message.longAt(at);
        if (offset < 0 || offset > MAX_OFFSET) {
            throw new MalformedException("offset out of range");
        }
        return offset;
    }

    private static Head head(MessageType type, int size) {
        return new Head(size).put(type.code());
    }

    /** A message as it is written. */
    private record Head(ByteBuffer out) {
        Head(int size) {
            this(ByteBuffer.allocate(size));
        }

        Head put(byte octet) {
            out.put(octet);
            return this;
        }

        Head putLong(long number) {
            out.putLong(number);
            return this;
        }

        Head put(Bytes bytes) {
            bytes.writeTo(out);
            return this;
        }

        Bytes done() {
            return Bytes.wrap(out.array());
        }
    }
}
