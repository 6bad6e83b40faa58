// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The bytes of the messages: type 1, label 4, then what the type says. The label has a fixed length, so that the same payload costs the
 * same on each link.
 */
final class Messages {
    /** Type and label. */
    static final int HEADER = 5;

    /** The most that one message may carry of a circuit's bytes. */
    static final int MAX_PAYLOAD = 60 << 10;

    /** As much as this side puts into one: what fits into one frame of a link, which then need not be put together on each link. */
    static final int USUAL_PAYLOAD = (16 << 10) - HEADER;

    /** What a message costs of a circuit's window beside its payload: about what it needs in memory, so that tiny ones are not free. */
    static final int OVERHEAD = 64;

    private static final int NUMBER = HEADER + 4;
    private static final int GREETING = 9;
    private static final int BYPASS = HEADER + Long.BYTES;

    /** It is about no circuit. */
    static final Bytes BESIDE = Bytes.wrap(new byte[] {MessageType.BESIDE.code()});

    private Messages() {}

    static MessageType type(Bytes message) throws MalformedException {
        if (message.isEmpty()) {
            throw new MalformedException("empty message");
        }
        return MessageType.of(message.at(0));
    }

    /** The label of a message about one circuit. */
    static int label(Bytes message) throws MalformedException {
        if (message.size() < HEADER) {
            throw new MalformedException("message ends early");
        }
        return Labels.check(number(message, 1));
    }

    /** What a message of data costs its sender. */
    static int cost(Bytes data) {
        return cost(data.size() - HEADER);
    }

    static int cost(int payload) {
        return payload + OVERHEAD;
    }

    /** Demands that there is something in it, and not too much. */
    static void checkData(Bytes message) throws MalformedException {
        if (message.size() <= HEADER || message.size() > HEADER + MAX_PAYLOAD) {
            throw new MalformedException("data is of no allowed length");
        }
    }

    /** What a circuit carries. */
    static ByteBuffer payload(Bytes data) {
        return data.buffer().position(HEADER);
    }

    /** A message with a copy of these bytes, for whatever circuit, however many there are. */
    static Bytes message(ByteBuffer payload) {
        byte[] message = new byte[HEADER + payload.remaining()];
        payload.get(message, HEADER, payload.remaining());
        return Bytes.wrap(message);
    }

    /** As many messages as copies of these bytes need. */
    static void split(ByteBuffer payload, Consumer<Bytes> messages) {
        int end = payload.limit();
        while (payload.position() < end) {
            payload.limit(Math.min(end, payload.position() + USUAL_PAYLOAD));
            messages.accept(message(payload));
        }
    }

    /** What precedes the payload of a circuit on a link. */
    static Bytes dataHead(int label) {
        return start(MessageType.DATA, label, HEADER);
    }

    static Bytes opened(int label) {
        return start(MessageType.OPENED, label, HEADER);
    }

    static void checkOpened(Bytes message) throws MalformedException {
        checkSize(message, HEADER);
    }

    static Bytes credit(int label, int amount) {
        byte[] message = begin(MessageType.CREDIT, label, NUMBER);
        put(message, HEADER, amount);
        return Bytes.wrap(message);
    }

    static int credit(Bytes message) throws MalformedException {
        checkSize(message, NUMBER);
        return number(message, HEADER);
    }

    static Bytes bypass(int label, long number) {
        byte[] message = begin(MessageType.BYPASS, label, BYPASS);
        ByteBuffer.wrap(message).putLong(HEADER, number);
        return Bytes.wrap(message);
    }

    static long bypass(Bytes message) throws MalformedException {
        checkSize(message, BYPASS);
        return message.buffer().getLong(HEADER);
    }

    static Bytes switched(int label) {
        return start(MessageType.SWITCH, label, HEADER);
    }

    static void checkSwitched(Bytes message) throws MalformedException {
        checkSize(message, HEADER);
    }

    static void checkBeside(Bytes message) throws MalformedException {
        checkSize(message, 1);
    }

    static Bytes close(int label, Ending ending) {
        byte[] message = begin(MessageType.CLOSE, label, HEADER + 1);
        message[HEADER] = ending.code();
        return Bytes.wrap(message);
    }

    static Ending ending(Bytes message) throws MalformedException {
        checkSize(message, HEADER + 1);
        return Ending.of(message.at(HEADER));
    }

    static Bytes greeting(MessageType type, long nonce) {
        return Bytes.wrap(
                ByteBuffer.allocate(GREETING).put(type.code()).putLong(nonce).array());
    }

    static long nonce(Bytes greeting) throws MalformedException {
        checkSize(greeting, GREETING);
        return greeting.buffer().getLong(1);
    }

    static byte[] begin(MessageType type, int label, int size) {
        byte[] message = new byte[size];
        message[0] = type.code();
        putLabel(message, label);
        return message;
    }

    private static Bytes start(MessageType type, int label, int size) {
        return Bytes.wrap(begin(type, label, size));
    }

    private static void checkSize(Bytes message, int size) throws MalformedException {
        if (message.size() != size) {
            throw new MalformedException("message is of no allowed length");
        }
    }

    private static void putLabel(byte[] message, int label) {
        put(message, 1, label);
    }

    private static void put(byte[] message, int at, int number) {
        message[at] = (byte) (number >>> 24);
        message[at + 1] = (byte) (number >>> 16);
        message[at + 2] = (byte) (number >>> 8);
        message[at + 3] = (byte) number;
    }

    private static int number(Bytes message, int at) {
        return message.at(at) << 24
                | (message.at(at + 1) & 0xff) << 16
                | (message.at(at + 2) & 0xff) << 8
                | message.at(at + 3) & 0xff;
    }
}
