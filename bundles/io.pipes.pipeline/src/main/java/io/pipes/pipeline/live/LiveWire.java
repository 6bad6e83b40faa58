// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
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
 * </ul>
 */
final class LiveWire {
    static final int PACKET = 1;
    static final int ANNOUNCE = 2;
    static final int WANT = 3;
    static final int RECALL = 4;
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
        for (Announced one : announced) {
            one.id().bytes().writeTo(out);
            out.putLong(one.ageMillis());
        }
        return Bytes.wrap(out.array());
    }

    static Bytes want(List<PacketId> ids) {
        ByteBuffer out = ByteBuffer.allocate(1 + ids.size() * PacketId.SIZE).put((byte) WANT);
        ids.forEach(id -> id.bytes().writeTo(out));
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
            PacketId id = PacketId.of(body.slice(at, at + PacketId.SIZE));
            long age = body.slice(at + PacketId.SIZE, at + ANNOUNCED_BYTES)
                    .buffer()
                    .getLong();
            if (age < 0) {
                throw new MalformedException("negative age");
            }
            announced.add(new Announced(id, age));
        }
        return announced;
    }

    static List<PacketId> wanted(Bytes body) throws MalformedException {
        int count = entries(body, PacketId.SIZE);
        List<PacketId> ids = new ArrayList<>(count);
        for (int at = 0; at < body.size(); at += PacketId.SIZE) {
            ids.add(PacketId.of(body.slice(at, at + PacketId.SIZE)));
        }
        return ids;
    }

    private static int entries(Bytes body, int entryBytes) throws MalformedException {
        int count = body.size() / entryBytes;
        if (count == 0 || count > MAX_ENTRIES || body.size() % entryBytes != 0) {
            throw new MalformedException("a list of a wrong length");
        }
        return count;
    }
}
