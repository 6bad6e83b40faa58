// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.LoneNode;
import io.pipes.spi.node.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The other end of an exchange, in the hands of the test. */
final class Link implements Exchange {
    private final NodeId peer;
    final List<HeldMessage> heard = new ArrayList<>();
    String accusation = "";
    boolean paused;

    Link(LoneNode other) {
        peer = other.id();
    }

    List<HeldMessage> asked() {
        return heard.stream().filter(HeldMessage.Get.class::isInstance).toList();
    }

    HeldMessage.Name lastAnnounced() {
        HeldMessage.Have last = (HeldMessage.Have) heard.get(heard.size() - 1);
        return last.names().get(last.names().size() - 1);
    }

    boolean isToldOf(Letter letter) {
        return heard.stream()
                .anyMatch(said -> said instanceof HeldMessage.Have have
                        && have.names().stream().anyMatch(name -> name.id().equals(letter.id())));
    }

    int announced() {
        return heard.stream()
                .mapToInt(said ->
                        said instanceof HeldMessage.Have have ? have.names().size() : 0)
                .sum();
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public void send(Bytes message) {
        try {
            heard.add(HeldMessage.decode(message));
        } catch (MalformedException nonsense) {
            throw new AssertionError(nonsense);
        }
    }

    @Override
    public boolean writable() {
        return true;
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
        accusation = reason;
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
