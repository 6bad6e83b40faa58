// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.node.wire.Attachment;
import io.pipes.spi.crypto.CryptoSuite;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * What both ends of a session can say about it and nobody else: ids that announce a new connection, each good for once, and MACs over
 * where a lane goes on.
 */
final class AttachSecret implements AutoCloseable {
    private static final Bytes ID = use(0);
    private static final Bytes MASK = use(1);
    private static final Bytes CALL = use(2);
    private static final Bytes ANSWER = use(3);
    private static final Bytes DEDICATED = use(4);

    private final CryptoSuite suite;
    private final Secret secret;

    /** Takes nothing over: the session's secret stays the caller's. */
    AttachSecret(CryptoSuite suite, Secret direction, Bytes binding) {
        this.suite = suite;
        secret = suite.derive(direction, binding, Label.LANE_ATTACH, Bytes.EMPTY, 32);
    }

    private static Bytes use(int code) {
        return Bytes.wrap(new byte[] {(byte) code});
    }

    /** The id of a lane's n-th attachment. */
    Bytes id(int lane, long number) {
        return mac(ID, where(lane, number)).slice(0, Attachment.ID_BYTES);
    }

    /** The id of the dedicated connection of that number. */
    Bytes dedicatedId(long number) {
        return mac(DEDICATED, eight(number)).slice(0, Attachment.ID_BYTES);
    }

    /** What the caller says. */
    Attachment call(Bytes id, int lane, long next) {
        Bytes where = where(lane, next);
        return new Attachment(id, mask(id, 0, where), mac(CALL, id, where).slice(0, Attachment.MAC_BYTES));
    }

    /** Reads what {@link #call} made. */
    Place read(Attachment call) throws MalformedException {
        Bytes where = mask(call.id(), 0, call.where());
        Bytes expected = mac(CALL, call.id(), where).slice(0, Attachment.MAC_BYTES);
        if (!MessageDigest.isEqual(expected.toArray(), call.mac().toArray())) {
            throw new MalformedException("attachment does not fit its session");
        }
        ByteBuffer in = where.buffer();
        return new Place(in.get() & 0xff, in.getLong());
    }

    /** What the one who was called says: the counter of the record that it expects next. */
    Bytes answer(Bytes id, long next) {
        Bytes plain = eight(next);
        ByteBuffer out = ByteBuffer.allocate(Attachment.ANSWER_BYTES);
        mask(id, Attachment.WHERE_BYTES, plain).writeTo(out);
        mac(ANSWER, id, plain).slice(0, Attachment.MAC_BYTES).writeTo(out);
        return Bytes.wrap(out.array());
    }

    /** Reads what {@link #answer} made. */
    long readAnswer(Bytes id, Bytes answer) throws MalformedException {
        Bytes plain = mask(id, Attachment.WHERE_BYTES, answer.slice(0, Long.BYTES));
        Bytes expected = mac(ANSWER, id, plain).slice(0, Attachment.MAC_BYTES);
        byte[] shown = answer.slice(Long.BYTES, answer.size()).toArray();
        if (!MessageDigest.isEqual(expected.toArray(), shown)) {
            throw new MalformedException("the answer does not fit the session");
        }
        return plain.buffer().getLong();
    }

    private static Bytes where(int lane, long next) {
        ByteBuffer out = ByteBuffer.allocate(Attachment.WHERE_BYTES);
        out.put((byte) lane).putLong(next);
        return Bytes.wrap(out.array());
    }

    private static Bytes eight(long value) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    /** Covers or uncovers: each id is used once and has a mask of its own. */
    private Bytes mask(Bytes id, int from, Bytes covered) {
        byte[] mask = mac(MASK, id).slice(from, from + covered.size()).toArray();
        byte[] bytes = covered.toArray();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= mask[i];
        }
        return Bytes.wrap(bytes);
    }

    private Bytes mac(Bytes use, Bytes... parts) {
        Bytes[] all = new Bytes[parts.length + 2];
        all[0] = Label.LANE_ATTACH.bytes();
        all[1] = use;
        System.arraycopy(parts, 0, all, 2, parts.length);
        return suite.mac(secret, all);
    }

    @Override
    public void close() {
        secret.close();
    }

    /**
     * Where a lane goes on.
     *
     * @param next the counter of the record that is expected next; whatever the other side said, not checked yet
     */
    record Place(int lane, long next) {}
}
