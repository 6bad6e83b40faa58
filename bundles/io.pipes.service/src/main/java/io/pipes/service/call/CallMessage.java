// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.service.catalogue.Service;
import io.pipes.spi.local.LocalServices;

/** What is spoken in the exchange {@code service.1}: CBOR arrays that begin with the type. */
sealed interface CallMessage {
    long MAX_MILLIS = 600_000;

    int MAX_TYPE = 100;

    /** Of a sentence, in bytes of UTF-8. */
    int MAX_SENTENCE_BYTES = 4 * LocalServices.MAX_SENTENCE;

    Bytes encode();

    /**
     * Who the sender is: another number means that it remembers no calls from before.
     *
     * @param first whether the sender does not know the other side's number
     */
    record Hello(boolean first, long incarnation) implements CallMessage {
        static final int TYPE = 0;

        @Override
        public Bytes encode() {
            return head(TYPE, 3).writeBool(first).writeUnsigned(incarnation).toBytes();
        }
    }

    /**
     * Do this. Said again under the same id it is the same call.
     *
     * @param id of the sender's choice, never used for two calls
     * @param millis how long the sender waits for the answer
     */
    record Request(long id, String service, long millis, Content content) implements CallMessage {
        static final int TYPE = 1;

        @Override
        public Bytes encode() {
            return put(head(TYPE, 6).writeUnsigned(id).writeText(service).writeUnsigned(millis), content);
        }
    }

    /** It is done, and this is the answer. */
    record Reply(long id, Content content) implements CallMessage {
        static final int TYPE = 2;

        @Override
        public Bytes encode() {
            return put(head(TYPE, 4).writeUnsigned(id), content);
        }
    }

    /** It was not done, or not known to be done. */
    record Refusal(long id, Reason reason, String sentence) implements CallMessage {
        static final int TYPE = 3;

        @Override
        public Bytes encode() {
            return head(TYPE, 4)
                    .writeUnsigned(id)
                    .writeUnsigned(reason.ordinal())
                    .writeText(sentence)
                    .toBytes();
        }
    }

    /** The sender needs no answer to this call of its any more. */
    record Done(long id) implements CallMessage {
        static final int TYPE = 4;

        @Override
        public Bytes encode() {
            return head(TYPE, 2).writeUnsigned(id).toBytes();
        }
    }

    /** Why there is no answer. The order travels; it never changes. */
    enum Reason {
        /** There is no such service; the call has not begun. */
        NOT_OFFERED,
        /** There is no room for it; the call has not begun. */
        BUSY,
        /** The handler says so. */
        FAILED,
        /** It had begun when the feature was replaced or the node stopped. */
        INTERRUPTED
    }

    private static CborWriter head(int type, int items) {
        return new CborWriter().writeArray(items).writeUnsigned(type);
    }

    private static Bytes put(CborWriter out, Content content) {
        return out.writeText(content.contentType()).writeBytes(content.bytes()).toBytes();
    }

    static CallMessage read(Bytes message) throws MalformedException {
        CborReader in = new CborReader(message);
        int items = in.readArray(6);
        int type = in.readInt(Hello.TYPE, Done.TYPE);
        CallMessage read = switch (type) {
            case Hello.TYPE -> new Hello(in.readBool(), in.readLong(1, Long.MAX_VALUE));
            case Request.TYPE -> new Request(id(in), service(in), in.readLong(1, MAX_MILLIS), content(in));
            case Reply.TYPE -> new Reply(id(in), content(in));
            case Refusal.TYPE ->
                new Refusal(id(in), Reason.values()[in.readInt(0, Reason.values().length - 1)], sentence(in));
            default -> new Done(id(in));
        };
        in.end();
        if (items != items(read)) {
            throw new MalformedException("another number of items");
        }
        return read;
    }

    private static int items(CallMessage message) {
        if (message instanceof Request) {
            return 6;
        }
        return message instanceof Hello ? 3 : message instanceof Done ? 2 : 4;
    }

    private static long id(CborReader in) throws MalformedException {
        return in.readLong(0, Long.MAX_VALUE);
    }

    private static String service(CborReader in) throws MalformedException {
        String name = in.readText(64);
        if (!Service.isName(name)) {
            throw new MalformedException("that is no name of a service");
        }
        return name;
    }

    private static Content content(CborReader in) throws MalformedException {
        String type = in.readText(MAX_TYPE);
        if (!isType(type)) {
            throw new MalformedException("content type is not printable ASCII");
        }
        return new Content(type, in.readBytes(Content.MAX_BYTES));
    }

    private static String sentence(CborReader in) throws MalformedException {
        String sentence = in.readText(MAX_SENTENCE_BYTES);
        if (!sentence.equals(Sentences.printable(sentence))) {
            throw new MalformedException("sentence is too long or not printable");
        }
        return sentence;
    }

    /** Whether a text may be a content type: 1 to 100 printable ASCII characters. */
    static boolean isType(String type) {
        return !type.isEmpty() && type.length() <= MAX_TYPE && type.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
