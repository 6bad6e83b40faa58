// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.nio.ByteBuffer;

/** Sends messages that tell their place, as fast as the other side takes them, and counts those that come the same way. */
final class LongTalk {
    private final Talk talk;
    private final int size;
    private long sent;
    private long heard;
    private String trouble = "";

    LongTalk(Talk talk, int size) {
        this.talk = talk;
        this.size = size;
        talk.reaction = this::check;
    }

    /** Hands in what there is room for, up to so many messages in all. */
    void send(NodeId peer, long total) {
        while (sent < total && talk.to(peer) != null && talk.to(peer).writable()) {
            talk.to(peer).send(message(sent++));
        }
    }

    private Bytes message(long number) {
        ByteBuffer out = ByteBuffer.allocate(size);
        while (out.remaining() >= Long.BYTES) {
            out.putLong(number * 0x9E3779B97F4A7C15L + out.position());
        }
        return Bytes.wrap(out.array());
    }

    private void check(Bytes message) {
        talk.heard.clear();
        if (!message.equals(message(heard)) && trouble.isEmpty()) {
            trouble = "message " + heard + " is another one, or changed";
        }
        heard++;
    }

    long sent() {
        return sent;
    }

    long heard() {
        return heard;
    }

    /** What was lost, doubled, changed or out of order; empty when nothing was. */
    String trouble() {
        return trouble;
    }
}
