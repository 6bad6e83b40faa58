// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.stream.flow;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.stream.wire.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An exchange that keeps what is said on it. */
final class Wire implements Exchange {
    private final List<Bytes> said = new ArrayList<>();

    List<Bytes> said() {
        return said;
    }

    long bytesOfData() {
        return said.stream()
                .filter(message -> message.size() > StreamMessage.DATA_HEAD)
                .mapToLong(message -> message.size() - StreamMessage.DATA_HEAD)
                .sum();
    }

    @Override
    public NodeId peer() {
        throw new UnsupportedOperationException("nobody");
    }

    @Override
    public void send(Bytes message) {
        said.add(message);
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void misbehaved(String reason) {
        throw new AssertionError(reason);
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public Duration roundTrip() {
        return Duration.ZERO;
    }
}
