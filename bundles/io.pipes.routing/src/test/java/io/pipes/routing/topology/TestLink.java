// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A link between two nodes that carries one protocol, and counts what it carries. */
final class TestLink {
    final TestNode one;
    final TestNode other;
    private final End atOne;
    private final End atOther;
    Duration delay = Duration.ofMillis(1);
    boolean open = true;
    long bytes;
    long messages;
    String misbehaved = "";

    /** Who hears nothing over this link, because the other side keeps everything to itself. */
    @Nullable
    TestNode silent;

    TestLink(TestNode one, TestNode other) {
        this.one = one;
        this.other = other;
        atOne = new End(one, other);
        atOther = new End(other, one);
    }

    boolean isBetween(TestNode a, TestNode b) {
        return one == a && other == b || one == b && other == a;
    }

    boolean isAt(TestNode node) {
        return one == node || other == node;
    }

    /** The end of a node that has a handler now. */
    void attach(TestNode node) {
        end(node).attach();
    }

    /** Ends, and is there again at the same instant. */
    void renew() {
        one.loop.execute(atOne::renew);
        other.loop.execute(atOther::renew);
    }

    void interrupt() {
        atOne.tell(atOne.handler(), handler -> handler.interrupted(atOne));
        atOther.tell(atOther.handler(), handler -> handler.interrupted(atOther));
    }

    void restore() {
        atOne.tell(atOne.handler(), handler -> handler.restored(atOne));
        atOther.tell(atOther.handler(), handler -> handler.restored(atOther));
    }

    /** Ends for both. */
    void cut() {
        if (open) {
            open = false;
            atOne.end();
            atOther.end();
        }
    }

    /** What one end says, whoever would rather not. */
    void say(TestNode from, Bytes message) {
        end(from).send(message);
    }

    private End end(TestNode node) {
        return node == one ? atOne : atOther;
    }

    private interface Told {
        void tell(ExchangeHandler handler);
    }

    private final class End implements Exchange {
        private final TestNode node;
        private final TestNode peer;
        private @Nullable ExchangeHandler opened;

        End(TestNode node, TestNode peer) {
            this.node = node;
            this.peer = peer;
        }

        private @Nullable ExchangeHandler handler() {
            return opened;
        }

        void attach() {
            ExchangeHandler now = node.handler;
            if (open && now != null && now != opened) {
                opened = now;
                now.opened(this);
            }
        }

        void renew() {
            ExchangeHandler now = opened;
            if (now != null) {
                now.closed(this);
                now.opened(this);
            }
        }

        void end() {
            ExchangeHandler told = opened;
            opened = null;
            tell(told, handler -> handler.closed(this));
        }

        void tell(@Nullable ExchangeHandler handler, Told told) {
            if (handler != null) {
                node.loop.execute(() -> {
                    if (node.handler == handler) {
                        told.tell(handler);
                    }
                });
            }
        }

        @Override
        public NodeId peer() {
            return peer.id();
        }

        @Override
        public void send(Bytes message) {
            if (!open || peer == silent) {
                return;
            }
            bytes += message.size();
            messages++;
            peer.loop.schedule(delay, () -> {
                ExchangeHandler there = (peer == one ? atOne : atOther).opened;
                if (open && there != null && there == peer.handler) {
                    there.received(peer == one ? atOne : atOther, message);
                }
            });
        }

        @Override
        public boolean writable() {
            return open;
        }

        @Override
        public void pause() {
            node.pauses++;
        }

        @Override
        public void resume() {
            node.pauses--;
        }

        @Override
        public void misbehaved(String reason) {
            misbehaved = reason;
            node.loop.execute(TestLink.this::cut);
        }

        @Override
        public boolean direct() {
            return true;
        }

        @Override
        public Duration roundTrip() {
            return delay.multipliedBy(2);
        }
    }
}
