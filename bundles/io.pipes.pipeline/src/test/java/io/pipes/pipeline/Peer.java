// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The other side of a link that takes as many messages as a test gives it room for. */
public final class Peer implements Exchange {
    private static final NodeId ID = NodeId.of(Bytes.wrap(new byte[NodeId.SIZE]));

    private final NodeId id;
    public final List<Bytes> sent = new ArrayList<>();
    public int room = Integer.MAX_VALUE;
    public boolean paused;
    public Duration roundTrip = Duration.ZERO;
    /** Not if the link goes through others. */
    public boolean direct = true;

    public Peer() {
        this(ID);
    }

    public Peer(NodeId id) {
        this.id = id;
    }

    @Override
    public NodeId peer() {
        return id;
    }

    @Override
    public void send(Bytes message) {
        sent.add(message);
        room--;
    }

    @Override
    public boolean writable() {
        return room > 0;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public void misbehaved(String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public boolean direct() {
        return direct;
    }

    @Override
    public Duration roundTrip() {
        return roundTrip;
    }
}
