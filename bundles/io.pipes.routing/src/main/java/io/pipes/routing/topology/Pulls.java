// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what peers hold and this node does not, from one peer after the other, so that what came from one need not come from the next.
 *
 * <pre>
 * hello: root     the peer holds something else?   no: nothing more
 * summary         hash of each bucket  -&gt;
 *                                      &lt;-  list: what is in those that differ
 * want            what is newer there  -&gt;
 *                                      &lt;-  adverts
 * </pre>
 *
 * <p>Who holds nothing but its own asks for everything at once, which saves the summary, the list and the names.
 *
 * <p>When much came, the other peers are greeted again instead of being sent all of it: they may have it already.
 */
final class Pulls {
    /** More than so many adverts are not passed on one by one. */
    static final int MANY = 16;

    /** So long may a peer take; then the next one has its turn, and this one another time. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 10;

    /** More than so many are not asked for at once, whatever a peer lists. */
    private static final int MOST = 8_192;

    /** Asks peers and tells them. */
    interface Peers {
        /** Greets all but one. */
        void greetAllBut(Partner one);
    }

    private final NodeContext node;
    private final Adverts adverts;
    private final Peers peers;
    /** Peers whose turn will come, and what they hold, in short. */
    private final Map<Partner, Bytes> waiting = new LinkedHashMap<>();

    private @Nullable Pull current;

    Pulls(NodeContext node, Adverts adverts, Peers peers) {
        this.node = node;
        this.adverts = adverts;
        this.peers = peers;
    }

    void stop() {
        waiting.clear();
        if (current != null) {
            current.deadline.cancel();
            current = null;
        }
    }

    /** A peer has said what it holds, in short. */
    void greeted(Partner partner, Bytes root) {
        // Who greets again keeps its place: others may make each turn last, and it would never be the next one.
        waiting.put(partner, root);
        goOn();
    }

    void closed(Partner partner) {
        waiting.remove(partner);
        if (current != null && current.partner == partner) {
            finish(current);
        }
    }

    /** A peer sent something, perhaps because it was asked for everything. */
    void arrived(Partner partner, Prefix author) {
        Pull pull = current;
        boolean asked = pull != null && pull.partner == partner && pull.everything && !pull.listed;
        if (asked && pull.wanted.size() < MOST && pull.wanted.add(author)) {
            pull.missing.add(author);
        }
    }

    /** A peer says what it holds in buckets that differ, or that it has sent everything. */
    void listed(Partner partner, RouteMessage.Listing list) {
        Pull pull = current;
        if (pull == null || pull.partner != partner || pull.listed) {
            return;
        }
        List<Prefix> want = new ArrayList<>();
        for (RouteMessage.Entry entry : list.entries()) {
            if (pull.wanted.size() < MOST && adverts.lacks(entry) && pull.wanted.add(entry.author())) {
                want.add(entry.author());
            }
        }
        pull.missing.addAll(want);
        pull.listed = !list.more();
        if (!want.isEmpty()) {
            partner.exchange.send(new RouteMessage.Want(want).encode());
        }
        finishIfDone(pull);
    }

    /** Something may be lacking that was here once: looks at all peers again. */
    void again(Collection<Partner> partners) {
        partners.forEach(partner -> waiting.putIfAbsent(partner, Bytes.EMPTY));
        goOn();
    }

    /** Whether an advert came because it was asked for together with many others. */
    boolean isPartOfMany(Prefix author, Set<Partner> from) {
        Pull pull = current;
        return pull != null && from.contains(pull.partner) && pull.wanted.size() > MANY && pull.wanted.contains(author);
    }

    /** What was asked for is here, or will not be of use. */
    void settled(Prefix author, boolean isNew) {
        Pull pull = current;
        if (pull != null && pull.missing.remove(author)) {
            pull.brought |= isNew;
            if (isNew) {
                pull.restart();
            }
            finishIfDone(pull);
        }
    }

    private void finishIfDone(Pull pull) {
        if (pull.listed && pull.missing.isEmpty()) {
            finish(pull);
        }
    }

    private void finish(Pull pull) {
        pull.deadline.cancel();
        current = null;
        if (pull.brought && pull.wanted.size() > MANY) {
            peers.greetAllBut(pull.partner);
        }
        goOn();
    }

    private void goOn() {
        while (current == null && !waiting.isEmpty()) {
            Partner next = waiting.keySet().iterator().next();
            Bytes root = waiting.remove(next);
            if (!root.equals(adverts.root())) {
                Pull pull = new Pull(next);
                current = pull;
                pull.begin();
            }
        }
    }

    private final class Pull {
        private final Partner partner;
        private final Set<Prefix> wanted = new HashSet<>();
        private final Set<Prefix> missing = new HashSet<>();
        private final boolean everything = adverts.size() <= 1;
        private Cancellable deadline = () -> {};
        private boolean listed;
        private boolean brought;

        Pull(Partner partner) {
            this.partner = partner;
        }

        void begin() {
            restart();
            if (everything) {
                partner.exchange.send(RouteMessage.Want.EVERYTHING.encode());
                return;
            }
            Bytes salt = Bytes.wrap(node.randomness().bytes(RouteMessage.SALT_BYTES));
            partner.exchange.send(new RouteMessage.Summary(salt, adverts.summary(salt)).encode());
        }

        private void giveUp() {
            if (++partner.stalled < ATTEMPTS) {
                waiting.putIfAbsent(partner, Bytes.EMPTY);
            }
            finish(this);
        }

        /** As long as something new comes, the peer may go on. */
        void restart() {
            deadline.cancel();
            deadline = node.loop().schedule(PATIENCE, this::giveUp);
        }
    }
}
