// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Bytes;
import io.pipes.base.Clock;
import io.pipes.base.Scheduler;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;

/**
 * Brings two ledgers in step when a link begins, and keeps them so while it lasts.
 *
 * <p>A peer that breaks the rules makes {@link #received} throw an unchecked exception, which closes the link.
 */
public final class LedgerSync implements ExchangeHandler {
    public static final Protocol PROTOCOL = new Protocol("membership.1", TrafficClass.CONTROL, 512 << 10);

    /** Hears about links, on the node's loop. */
    public interface Listener {
        /** Both sides have what the other one advertised: data may open. Called once for each link. */
        void inStep(NodeId peer);

        /**
         * The link should be closed: the peer did not supply what it advertised within 10 s, or supplied what must not be.
         *
         * @param reason a few words for the log
         */
        void giveUp(NodeId peer, String reason);
    }

    public LedgerSync(Ledger ledger, Scheduler scheduler, Clock clock, Listener listener) {
        throw new UnsupportedOperationException();
    }

    /** Whether both sides have had what the other advertised since the link began. */
    public boolean inStep(NodeId peer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void opened(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void received(Exchange exchange, Bytes message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writable(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closed(Exchange exchange) {
        throw new UnsupportedOperationException();
    }

    /** Stops listening to the ledger and calls off all timers. */
    public void stop() {
        throw new UnsupportedOperationException();
    }
}
