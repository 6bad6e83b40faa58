// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

import io.pipes.spi.loop.Loop;
import java.util.function.Consumer;

/** The way of a node to itself: what is said is heard in a later turn of the loop, so that calls of one's own services are like others. */
final class OwnLine implements Line {
    private final Loop loop;
    private final long incarnation;
    private final Consumer<CallMessage> heard;

    OwnLine(Loop loop, long incarnation, Consumer<CallMessage> heard) {
        this.loop = loop;
        this.incarnation = incarnation;
        this.heard = heard;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public long incarnation() {
        return incarnation;
    }

    @Override
    public void say(CallMessage message) {
        loop.execute(() -> heard.accept(message));
    }

    @Override
    public void answer(CallMessage message) {
        say(message);
    }

    @Override
    public boolean takeBack(CallMessage message) {
        return false;
    }
}
