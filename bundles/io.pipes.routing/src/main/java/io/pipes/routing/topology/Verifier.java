// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Has signatures verified by the workers, a few at a time for each peer. What is there already, or is replaced by something newer before
 * its turn comes, costs no verification; a peer that sends more than it may is held back.
 */
final class Verifier {
    /** At once: all adverts of a large network. */
    static final double BURST = 4_096;

    static final double PER_SECOND = 100;

    private static final int BATCH = 32;

    /** A peer is held back while more than this waits. */
    private static final int MANY = 1_024;

    /** Hears what came of adverts. */
    interface Judge {
        /** Whether it is worth a verification now. */
        boolean wanted(Advert advert);

        /** @param from those who sent it */
        void genuine(Advert advert, Set<Partner> from);

        /** It is of no use, so nobody needs to wait for it. */
        void dropped(Advert advert);
    }

    private final NodeContext node;
    private final Judge judge;
    private final Map<Prefix, InFlight> inFlight = new HashMap<>();
    private boolean stopped;

    Verifier(NodeContext node, Judge judge) {
        this.node = node;
        this.judge = judge;
    }

    void stop() {
        stopped = true;
    }

    /** Takes an advert that a peer sent. */
    void submit(Partner from, Advert advert) {
        Advert before = from.incoming.get(advert.prefix());
        if (before == null || before.number() <= advert.number()) {
            from.incoming.put(advert.prefix(), advert);
        }
        if (from.incoming.size() > MANY && !from.paused) {
            from.paused = true;
            from.exchange.pause();
        }
        goOn(from);
    }

    /** Verifies an advert that was kept until its author became a member; nobody answers for it any more. */
    void submitLate(Advert advert, Member author) {
        verified(advert, author, () -> judge.genuine(advert, Set.of()), () -> {});
    }

    /** Verifies both adverts of a contradiction. */
    void submit(Partner from, RouteMessage.Proof proof, Member author, Runnable proven) {
        if (!from.verifications.take(2)) {
            return;
        }
        Runnable lie = () -> from.exchange.misbehaved("proof with a wrong signature");
        verified(proof.one(), author, () -> verified(proof.other(), author, proven, lie), lie);
    }

    private void verified(Advert advert, Member author, Runnable genuine, Runnable lie) {
        node.workers().execute(() -> {
            boolean good = advert.isSignedBy(node.suite(), node.network(), author.signingKey());
            node.loop().execute(() -> {
                if (!stopped) {
                    (good ? genuine : lie).run();
                }
            });
        });
    }

    private void goOn(Partner from) {
        if (from.verifying || from.closed || stopped) {
            return;
        }
        List<InFlight> batch = takeBatch(from);
        if (from.incoming.size() < MANY / 2 && from.paused) {
            from.paused = false;
            from.exchange.resume();
        }
        if (!batch.isEmpty()) {
            from.verifying = true;
            node.workers().execute(() -> verify(from, batch));
        } else if (!from.incoming.isEmpty()) {
            from.verifying = true;
            node.loop().schedule(from.verifications.until(1), () -> {
                from.verifying = false;
                goOn(from);
            });
        }
    }

    private List<InFlight> takeBatch(Partner from) {
        List<InFlight> batch = new ArrayList<>();
        Iterator<Advert> next = from.incoming.values().iterator();
        while (next.hasNext() && batch.size() < BATCH) {
            Advert advert = next.next();
            InFlight same = inFlight.get(advert.prefix());
            Optional<Member> author = node.membership().member(advert.author());
            if (author.isEmpty() || !judge.wanted(advert)) {
                next.remove();
                judge.dropped(advert);
            } else if (same != null && same.advert.equals(advert)) {
                next.remove();
                same.from.add(from);
            } else if (from.verifications.take(1)) {
                next.remove();
                batch.add(begin(from, advert, author.get().signingKey()));
            } else {
                break;
            }
        }
        return batch;
    }

    private InFlight begin(Partner from, Advert advert, Bytes signingKey) {
        InFlight begun = new InFlight(advert, signingKey);
        begun.from.add(from);
        inFlight.putIfAbsent(advert.prefix(), begun);
        return begun;
    }

    private void verify(Partner from, List<InFlight> batch) {
        for (InFlight one : batch) {
            one.genuine = one.advert.isSignedBy(node.suite(), node.network(), one.signingKey);
        }
        node.loop().execute(() -> done(from, batch));
    }

    private void done(Partner from, List<InFlight> batch) {
        if (stopped) {
            return;
        }
        from.verifying = false;
        for (InFlight one : batch) {
            inFlight.remove(one.advert.prefix(), one);
            if (one.genuine) {
                judge.genuine(one.advert, one.from);
            } else {
                judge.dropped(one.advert);
                one.from.forEach(liar -> liar.exchange.misbehaved("link-state with a wrong signature"));
            }
        }
        goOn(from);
    }

    private static final class InFlight {
        private final Advert advert;
        private final Bytes signingKey;
        private final Set<Partner> from = new LinkedHashSet<>();
        private boolean genuine;

        InFlight(Advert advert, Bytes signingKey) {
            this.advert = advert;
            this.signingKey = signingKey;
        }
    }
}
