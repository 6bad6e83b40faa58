// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.node.link.Link;
import io.pipes.node.peering.Caller;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tries to bring a relayed link onto a direct connection: each address of the other node in turn, again and again with growing pauses.
 * The session goes on over the first connection on which the other side shows that it is the one. Lives on the loop.
 */
final class Upgrade {
    /** By then the two sides have told each other where they listen. */
    private static final Duration FIRST = Duration.ofMillis(500);

    private static final int DOUBLINGS = 9;

    private final Loop loop;
    private final Caller caller;
    private final Link link;
    private final Function<NodeId, List<Address>> addresses;
    private Cancellable timer = () -> {};
    private int rounds;
    private boolean over;

    Upgrade(Loop loop, Caller caller, Link link, Function<NodeId, List<Address>> addresses) {
        this.loop = loop;
        this.caller = caller;
        this.link = link;
        this.addresses = addresses;
    }

    void begin() {
        if (rounds == 0) {
            again();
        }
    }

    void stop() {
        over = true;
        timer.cancel();
    }

    private void again() {
        timer = loop.schedule(FIRST.multipliedBy(1L << Math.min(rounds++, DOUBLINGS)), () -> tryNext(0));
    }

    private void tryNext(int next) {
        List<Address> known = addresses.apply(link.peer());
        if (over || link.direct()) {
            return;
        }
        if (next >= known.size()) {
            again();
        } else {
            caller.connect(known.get(next))
                    .whenCompleteAsync((connection, failure) -> connected(connection, next), loop);
        }
    }

    private void connected(@Nullable Connection connection, int next) {
        if (connection == null) {
            tryNext(next + 1);
        } else if (over) {
            connection.abort();
        } else {
            link.move(connection);
            // It says so itself when it has moved.
            timer = loop.schedule(FIRST, () -> tryNext(next + 1));
        }
    }
}
