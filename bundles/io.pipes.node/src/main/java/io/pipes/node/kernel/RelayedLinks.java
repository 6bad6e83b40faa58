// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.node.handshake.Calling;
import io.pipes.node.link.Link;
import io.pipes.node.link.LinkTable;
import io.pipes.node.membership.Ledger;
import io.pipes.node.peering.Caller;
import io.pipes.node.peering.Neighbourhood;
import io.pipes.node.wire.GoodbyeReason;
import io.pipes.node.wire.Intake;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Route;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Links to members that are no peers, for those who have something to say to them: made over circuits when somebody wants one, and ended
 * when nothing was said over them for a while. Lives on the loop.
 */
final class RelayedLinks {
    /** How many members may be called at once; the others wait for their turn. */
    private static final int AT_ONCE = 16;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int DOUBLINGS = 8;
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final Loop loop;
    private final Caller caller;
    private final LinkTable table;
    private final Neighbourhood neighbourhood;
    private final Ledger ledger;
    private final NodeRouting routing;
    private final Function<NodeId, List<Address>> addresses;
    private final Map<NodeId, Wish> wishes = new TreeMap<>();
    private final Map<NodeId, Upgrade> upgrades = new TreeMap<>();
    private Cancellable idleCheck = () -> {};
    private boolean stopped;

    /** @param addresses where a member may be called directly, if it may */
    RelayedLinks(
            Loop loop,
            Caller caller,
            LinkTable table,
            Neighbourhood neighbourhood,
            Ledger ledger,
            NodeRouting routing,
            Function<NodeId, List<Address>> addresses) {
        this.addresses = addresses;
        this.loop = loop;
        this.caller = caller;
        this.table = table;
        this.neighbourhood = neighbourhood;
        this.ledger = ledger;
        this.routing = routing;
    }

    void start() {
        idleCheck = loop.schedule(IDLE, this::endIdle);
    }

    void stop() {
        stopped = true;
        idleCheck.cancel();
        wishes.values().forEach(Wish::stop);
        wishes.clear();
        upgrades.values().forEach(Upgrade::stop);
        upgrades.clear();
    }

    /** Somebody has something to say to a member. The wish lasts until there is a link. */
    void want(NodeId member) {
        boolean sensible = !stopped
                && !member.equals(neighbourhood.self())
                && table.to(member).isEmpty()
                && ledger.member(member).isPresent();
        if (sensible) {
            wishes.computeIfAbsent(member, Wish::new).hurry();
        }
    }

    /** There are other routes now, for some members at least. */
    void hurry() {
        List.copyOf(wishes.values()).stream().filter(Wish::hasAnotherWay).forEach(Wish::hurry);
    }

    /** There is a link, whoever called. One through others may do better. */
    void opened(Link link) {
        drop(link.peer());
        if (!link.direct() && link.initiator()) {
            upgrades.computeIfAbsent(link.peer(), peer -> new Upgrade(loop, caller, link, addresses))
                    .begin();
        } else {
            ended(link);
        }
    }

    /** A link is over. */
    void ended(Link link) {
        Upgrade upgrade = upgrades.remove(link.peer());
        if (upgrade != null) {
            upgrade.stop();
        }
        // One that ends before it was open has not fulfilled the wish.
        Wish wish = wishes.get(link.peer());
        if (wish != null && wish.attempt == null) {
            wish.again();
        }
    }

    /** The node is no member any more. */
    void forget(NodeId member) {
        drop(member);
    }

    private void drop(NodeId member) {
        Wish wish = wishes.remove(member);
        if (wish != null) {
            wish.stop();
        }
    }

    private void endIdle() {
        for (NodeId member : table.peers()) {
            table.to(member)
                    .filter(link -> link.open() && !link.direct() && link.initiator() && !link.wasUsed())
                    .ifPresent(link -> link.close(GoodbyeReason.DONE));
        }
        idleCheck = loop.schedule(IDLE, this::endIdle);
    }

    private long calling() {
        return wishes.values().stream().filter(wish -> wish.attempt != null).count();
    }

    /** A member to which somebody wants a link. */
    private final class Wish implements Calling.Outcome {
        private final NodeId member;
        private Cancellable timer = () -> {};
        private Caller.@Nullable Attempt attempt;
        private Bytes linkKey = Bytes.EMPTY;
        private int failures;
        private Optional<List<NodeId>> lastWay = Optional.empty();

        Wish(NodeId member) {
            this.member = member;
        }

        /** A way that was tried is tried again after a pause: that it failed may be all that has changed. */
        boolean hasAnotherWay() {
            return !way().equals(lastWay);
        }

        private Optional<List<NodeId>> way() {
            return routing.route(member).map(Route::nodes);
        }

        void hurry() {
            if (attempt == null) {
                timer.cancel();
                call();
            }
        }

        private void call() {
            lastWay = way();
            Optional<Member> known = ledger.member(member).filter(there -> neighbourhood.welcome(member));
            if (table.to(member).isPresent()
                    || known.isEmpty()
                    || routing.route(member).isEmpty()) {
                return;
            }
            if (calling() >= AT_ONCE) {
                again();
                return;
            }
            linkKey = known.get().linkKey();
            attempt = caller.call(
                    () -> routing.router().orElseThrow().open(member, TrafficClass.INTERACTIVE),
                    neighbourhood.call(linkKey),
                    this);
        }

        private void again() {
            timer.cancel();
            int doublings = hasAnotherWay() ? 0 : Math.min(failures++, DOUBLINGS);
            timer = loop.schedule(FIRST_PAUSE.multipliedBy(1L << doublings), this::hurry);
        }

        @Override
        public void answered(Intake intake, Bytes payload, SessionSecret secret) {
            attempt = null;
            neighbourhood.answered(member, linkKey, intake, payload, secret);
            // Until the link is open nothing is certain.
            again();
        }

        @Override
        public void failed(TransportException why) {
            attempt = null;
            again();
        }

        void stop() {
            timer.cancel();
            if (attempt != null) {
                attempt.abandon();
                attempt = null;
            }
        }
    }
}
