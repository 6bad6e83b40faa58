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
    /** At once: all records of a large network. */
    static final double BURST = 4_096;

    static final double PER_SECOND = 100;

    private static final int BATCH = 32;

    /** A peer is held back while more than this waits. */
    private static final int MANY = 1_024;

    /** Hears what came of records. */
    interface Judge {
        /** Whether it is worth a verification now. */
        boolean wanted(LinkState record);

        /** @param from those who sent it */
        void genuine(LinkState record, Set<Partner> from);

        /** It is of no use, so nobody needs to wait for it. */
        void dropped(LinkState record);
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

    /** Takes a record that a peer sent. */
    void submit(Partner from, LinkState record) {
        LinkState before = from.incoming.get(record.prefix());
        if (before == null || before.number() <= record.number()) {
            from.incoming.put(record.prefix(), record);
        }
        if (from.incoming.size() > MANY && !from.paused) {
            from.paused = true;
            from.exchange.pause();
        }
        goOn(from);
    }

    /** Verifies a record that was kept until its author became a member; nobody answers for it any more. */
    void submitLate(LinkState record, Member author) {
        verified(record, author, () -> judge.genuine(record, Set.of()), () -> {});
    }

    /** Verifies both records of a contradiction. */
    void submit(Partner from, RouteMessage.Proof proof, Member author, Runnable proven) {
        if (!from.verifications.take(2)) {
            return;
        }
        Runnable lie = () -> from.exchange.misbehaved("proof with a wrong signature");
        verified(proof.one(), author, () -> verified(proof.other(), author, proven, lie), lie);
    }

    private void verified(LinkState record, Member author, Runnable genuine, Runnable lie) {
        node.workers().execute(() -> {
            boolean good = record.isSignedBy(node.suite(), node.network(), author.signingKey());
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
        Iterator<LinkState> next = from.incoming.values().iterator();
        while (next.hasNext() && batch.size() < BATCH) {
            LinkState record = next.next();
            InFlight same = inFlight.get(record.prefix());
            Optional<Member> author = node.membership().member(record.author());
            if (author.isEmpty() || !judge.wanted(record)) {
                next.remove();
                judge.dropped(record);
            } else if (same != null && same.record.equals(record)) {
                next.remove();
                same.from.add(from);
            } else if (from.verifications.take(1)) {
                next.remove();
                batch.add(begin(from, record, author.get().signingKey()));
            } else {
                break;
            }
        }
        return batch;
    }

    private InFlight begin(Partner from, LinkState record, Bytes signingKey) {
        InFlight begun = new InFlight(record, signingKey);
        begun.from.add(from);
        inFlight.putIfAbsent(record.prefix(), begun);
        return begun;
    }

    private void verify(Partner from, List<InFlight> batch) {
        for (InFlight one : batch) {
            one.genuine = one.record.isSignedBy(node.suite(), node.network(), one.signingKey);
        }
        node.loop().execute(() -> done(from, batch));
    }

    private void done(Partner from, List<InFlight> batch) {
        if (stopped) {
            return;
        }
        from.verifying = false;
        for (InFlight one : batch) {
            inFlight.remove(one.record.prefix(), one);
            if (one.genuine) {
                judge.genuine(one.record, one.from);
            } else {
                judge.dropped(one.record);
                one.from.forEach(liar -> liar.exchange.misbehaved("link-state with a wrong signature"));
            }
        }
        goOn(from);
    }

    private static final class InFlight {
        private final LinkState record;
        private final Bytes signingKey;
        private final Set<Partner> from = new LinkedHashSet<>();
        private boolean genuine;

        InFlight(LinkState record, Bytes signingKey) {
            this.record = record;
            this.signingKey = signingKey;
        }
    }
}
