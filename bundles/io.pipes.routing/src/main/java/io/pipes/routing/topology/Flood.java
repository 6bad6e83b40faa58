// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Randomness;
import io.pipes.base.TokenBucket;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Passes adverts on to peers: what becomes known in one turn of the loop, or within 200 ms while much does, in one message, no author more
 * often than it should speak, and always the newest there is. What has to wait is not lost: it goes when its time has come or the peer has
 * room.
 *
 * <p>Of many peers only {@value #EAGER} get an advert, drawn by chance each time. Where each passes something on to so many, one node of
 * fifty is left out; the {@link Comparison} that follows finds it.
 */
final class Flood {
    /** While much becomes known it is passed on together. One change reaches everybody without a pause. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** So many peers are sent an advert unasked. */
    static final int EAGER = 4;

    private static final double AT_ONCE = 10;
    private static final double PER_SECOND = 1;

    private final NodeContext node;
    private final Adverts adverts;
    private final Collection<Partner> partners;
    private final Comparison comparison;
    private final EndOfTurn turn;
    private final Randomness chance;
    private boolean stopped;

    /**
     * @param partners all peers, as they are when it matters
     * @param comparison is told of what is passed on
     */
    Flood(NodeContext node, Adverts adverts, Collection<Partner> partners, Comparison comparison) {
        this.node = node;
        this.adverts = adverts;
        this.partners = partners;
        this.comparison = comparison;
        chance = node.randomness();
        BackOff pauses = new BackOff(node.clock(), SHORTEST_PAUSE, LONGEST_PAUSE);
        turn = new EndOfTurn(node.loop(), pauses, () -> List.copyOf(partners).forEach(this::flush));
    }

    void stop() {
        stopped = true;
        turn.stop();
    }

    /** Passes on what is held of an author to everybody but those who have it. */
    void spread(Known known, Set<Partner> except) {
        comparison.news();
        TokenBucket rate = known.rate;
        if (rate == null) {
            rate = new TokenBucket(node.clock(), AT_ONCE, PER_SECOND);
            known.rate = rate;
        }
        if (known.late) {
            return;
        }
        if (!rate.take(1)) {
            known.late = true;
            node.loop().schedule(rate.until(1), () -> spreadLate(known.state().prefix()));
            return;
        }
        List<Partner> others = new ArrayList<>(partners);
        others.removeAll(except);
        int count = Math.min(EAGER, others.size());
        for (int i = 0; i < count; i++) {
            Collections.swap(others, i, i + chance.nextInt(others.size() - i));
            send(others.get(i), known.state().prefix());
        }
    }

    private void spreadLate(Prefix author) {
        Known known = adverts.find(author);
        if (known != null && known.late && !stopped) {
            known.late = false;
            spread(known, Set.of());
        }
    }

    /** Sends what is held of an author to one peer. */
    void send(Partner partner, Prefix author) {
        partner.outgoing.add(author);
        turn.ask();
    }

    /** Sends all there is to one peer, and says when that is done. */
    void sendEverything(Partner partner) {
        partner.outgoing.addAll(adverts.authors());
        partner.getsEverything = true;
        turn.ask();
    }

    /** Sends what waits for a peer, as far as it has room. */
    void flush(Partner partner) {
        Iterator<Prefix> next = partner.outgoing.iterator();
        while (next.hasNext() && partner.canTake()) {
            sendPage(partner, next);
        }
        if (partner.getsEverything && partner.outgoing.isEmpty()) {
            partner.getsEverything = false;
            partner.exchange.send(RouteMessage.Listing.END.encode());
        }
    }

    private void sendPage(Partner partner, Iterator<Prefix> next) {
        List<Advert> page = new ArrayList<>();
        int bytes = 0;
        while (next.hasNext() && bytes < RouteMessage.PAGE_BYTES && page.size() < RouteMessage.MAX_ADVERTS) {
            Known known = adverts.find(next.next());
            next.remove();
            if (known == null) {
                continue;
            }
            Advert contradiction = known.contradiction();
            if (contradiction != null) {
                partner.exchange.send(new RouteMessage.Proof(known.state(), contradiction).encode());
                break;
            }
            page.add(known.state());
            bytes += known.state().encodedBytes();
        }
        if (!page.isEmpty()) {
            partner.exchange.send(new RouteMessage.Fresh(page).encode());
        }
    }
}
