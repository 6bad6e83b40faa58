// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.util.ArrayList;
import java.util.List;

/** Takes whatever comes, delivers it at once if it delivers, and remembers the numbers. */
final class Desk implements Correspondence {
    final List<Long> taken = new ArrayList<>();
    final List<Long> lost = new ArrayList<>();
    private final List<Runnable> undelivered = new ArrayList<>();
    boolean full;
    boolean delivers = true;
    int givenUp;

    @Override
    public boolean tookLetter(NodeId sender, long number) {
        return taken.contains(number) || lost.contains(number);
    }

    @Override
    public boolean lostLetter(NodeId sender, long number) {
        return lost.contains(number);
    }

    @Override
    public boolean hasRoom(NodeId sender) {
        return !full;
    }

    @Override
    public void take(NodeId sender, long number, Bytes content, Runnable done) {
        taken.add(number);
        if (delivers) {
            done.run();
        } else {
            undelivered.add(done);
        }
    }

    /** Somebody takes what has come until now. */
    void deliver() {
        undelivered.forEach(Runnable::run);
        undelivered.clear();
    }

    @Override
    public void needsLinks() {}

    @Override
    public void held(NodeId to, Span span) {}

    @Override
    public void delivered(NodeId to, Span span) {}

    @Override
    public void givenUp(NodeId to, Span span, PipesException why) {
        givenUp++;
    }
}
