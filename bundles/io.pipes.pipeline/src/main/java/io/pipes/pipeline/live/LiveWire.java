// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is spoken in the exchange {@code packet.1}: one type byte, then
 *
 * <ul>
 *   <li>{@link #PACKET}: the encoded packet
 *   <li>{@link #ANNOUNCE}: 1 to 1,000 times an id (32 bytes) and its age in milliseconds (8 bytes), since the announcer first saw it;
 *       ages and not times, so that clocks do not matter
 *   <li>{@link #WANT}: 1 to 1,000 ids (32 bytes each)
 *   <li>{@link #RECALL}: nothing; announce everything once more, for I began anew on a link that did not
 *   <li>{@link #OFFER}: an id, its age and its author (32 bytes); it does not come from me unasked, so ask at once if nobody else
 *       sends you what that author says
 *   <li>{@link #GRAFT}: an author (32 bytes); send me its packets from now on
 *   <li>{@link #PRUNE}: an author; do not send me its packets any more, announce them
 * </ul>
 */
final class LiveWire {
    static final int PACKET = 1;
    static final int ANNOUNCE = 2;
    static final int WANT = 3;
    static final int RECALL = 4;
    static final int OFFER = 5;
    static final int GRAFT = 6;
    static final int PRUNE = 7;
    static final int MAX_ENTRIES = 1_000;

    private static final int ANNOUNCED_BYTES = PacketId.SIZE + Long.BYTES;

    private LiveWire() {}

    /** A packet somebody has. */
    record Announced(PacketId id, long ageMillis) {}

    static Bytes packet(Bytes encoded) {
        byte[] out = new byte[1 + encoded.size()];
        out[0] = PACKET;
        encoded.copyTo(out, 1);
        return Bytes.wrap(out);
    }

    static Bytes announce(List<Announced> announced) {
        ByteBuffer out =
                ByteBuffer.allocate(1 + announced.size() * ANNOUNCED_BYTES).put((byte) ANNOUNCE);
        announced.forEach(one -> write(one, out));
        return Bytes.wrap(out.array());
    }

    static Bytes offer(Announced offered, NodeId author) {
        ByteBuffer out = ByteBuffer.allocate(1 + ANNOUNCED_BYTES + NodeId.SIZE).put((byte) OFFER);
        write(offered, out);
        author.bytes().writeTo(out);
        return Bytes.wrap(out.array());
    }

    private static void write(Announced one, ByteBuffer out) {
        one.id().bytes().writeTo(out);
        out.putLong(one.ageMillis());
    }

    static Bytes want(List<PacketId> ids) {
        ByteBuffer out = ByteBuffer.allocate(1 + ids.size() * PacketId.SIZE).put((byte) WANT);
        ids.forEach(id -> id.bytes().writeTo(out));
        return Bytes.wrap(out.array());
    }

    static Bytes graft(NodeId author) {
        return author(GRAFT, author);
    }

    static Bytes prune(NodeId author) {
        return author(PRUNE, author);
    }

    private static Bytes author(int type, NodeId author) {
        ByteBuffer out = ByteBuffer.allocate(1 + NodeId.SIZE).put((byte) type);
        author.bytes().writeTo(out);
        return Bytes.wrap(out.array());
    }

    static Bytes recall() {
        return Bytes.wrap(new byte[] {RECALL});
    }

    static void recalled(Bytes body) throws MalformedException {
        if (!body.isEmpty()) {
            throw new MalformedException("a recall with a body");
        }
    }

    static int type(Bytes message) throws MalformedException {
        if (message.isEmpty()) {
            throw new MalformedException("empty message");
        }
        return message.at(0);
    }

    static Bytes body(Bytes message) {
        return message.slice(1, message.size());
    }

    static List<Announced> announced(Bytes body) throws MalformedException {
        int count = entries(body, ANNOUNCED_BYTES);
        List<Announced> announced = new ArrayList<>(count);
        for (int at = 0; at < body.size(); at += ANNOUNCED_BYTES) {
            announced.add(read(body.slice(at, at + ANNOUNCED_BYTES)));
        }
        return announced;
    }

    private static Announced read(Bytes entry) throws MalformedException {
        long age = entry.slice(PacketId.SIZE, ANNOUNCED_BYTES).buffer().getLong();
        if (age < 0) {
            throw new MalformedException("negative age");
        }
        return new Announced(PacketId.of(entry.slice(0, PacketId.SIZE)), age);
    }

    /** What is offered; see {@link #offeredAuthor}. */
    static Announced offered(Bytes body) throws MalformedException {
        if (body.size() != ANNOUNCED_BYTES + NodeId.SIZE) {
            throw new MalformedException("not an offer");
        }
        return read(body.slice(0, ANNOUNCED_BYTES));
    }

    /** Whose packet an offer says it is. Asking too late or in vain is all that comes of a lie. */
    static NodeId offeredAuthor(Bytes body) throws MalformedException {
        return author(body.slice(ANNOUNCED_BYTES, body.size()));
    }

    static List<PacketId> wanted(Bytes body) throws MalformedException {
        int count = entries(body, PacketId.SIZE);
        List<PacketId> ids = new ArrayList<>(count);
        for (int at = 0; at < body.size(); at += PacketId.SIZE) {
            ids.add(PacketId.of(body.slice(at, at + PacketId.SIZE)));
        }
        return ids;
    }

    /** The author in a graft or prune. */
    static NodeId author(Bytes body) throws MalformedException {
        if (body.size() != NodeId.SIZE) {
            throw new MalformedException("not an author");
        }
        return NodeId.of(body);
    }

    private static int entries(Bytes body, int entryBytes) throws MalformedException {
        int count = body.size() / entryBytes;
        if (count == 0 || count > MAX_ENTRIES || body.size() % entryBytes != 0) {
            throw new MalformedException("a list of a wrong length");
        }
        return count;
    }
}
