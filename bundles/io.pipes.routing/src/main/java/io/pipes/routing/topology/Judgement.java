// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Cancellable;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which adverts count, keeps those, and passes them on. */
final class Judgement implements Verifier.Judge, MembershipListener {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final NodeContext node;
    private final Graph graph;
    private final Adverts adverts;
    private final Collection<Partner> partners;
    private final Flood flood;
    private final Pulls pulls;
    private final Runnable changed;
    private final Advertiser advertiser;
    private final Verifier verifier;
    private final Strangers strangers = new Strangers();
    private final Contradictions contradictions;
    private Cancellable lookingAgain = () -> {};

    /**
     * @param graph what follows from the adverts; kept up to date here
     * @param changed is run when routes or notes may be others
     */
    Judgement(
            NodeContext node,
            Graph graph,
            Adverts adverts,
            Collection<Partner> partners,
            Flood flood,
            Pulls pulls,
            DirectLinks links,
            boolean relays,
            Runnable changed) {
        this.node = node;
        this.graph = graph;
        this.adverts = adverts;
        this.partners = partners;
        this.flood = flood;
        this.pulls = pulls;
        this.changed = changed;
        contradictions = new Contradictions(node);
        verifier = new Verifier(node, this);
        Prefix self = Prefix.of(node.id());
        advertiser = new Advertiser(node, links, relays, peer -> graph.isLink(self, peer), this::publish);
    }

    Advertiser advertiser() {
        return advertiser;
    }

    void stop() {
        lookingAgain.cancel();
        advertiser.stop();
        verifier.stop();
    }

    /** What a peer has sent. */
    void take(Partner partner, Advert advert) {
        Prefix author = advert.prefix();
        pulls.arrived(partner, author);
        Known known = adverts.find(author);
        if (known != null && known.number() <= advert.number()) {
            partner.outgoing.remove(author);
        }
        // Most of what comes is here already, so that is asked first.
        if (!isNews(known, advert)) {
            dropped(advert);
            if (known != null && known.number() > advert.number() && partner.requests.take(1)) {
                flood.send(partner, author);
            }
        } else if (node.membership().member(advert.author()).isPresent()) {
            verifier.submit(partner, advert);
        } else {
            strangers.add(advert);
            dropped(advert);
        }
    }

    /** What a peer says against an author. */
    void take(Partner partner, RouteMessage.Proof proof) {
        Advert one = proof.one();
        Known known = adverts.find(one.prefix());
        Optional<Member> author = node.membership().member(one.author());
        if (author.isPresent() && (known == null || !known.isContradicted())) {
            verifier.submit(partner, proof, author.get(), () -> contradicted(one, proof.other(), Set.of(partner)));
        } else {
            partner.outgoing.remove(one.prefix());
            dropped(one);
        }
    }

    @Override
    public boolean wanted(Advert advert) {
        return isNews(adverts.find(advert.prefix()), advert);
    }

    private static boolean isNews(@Nullable Known known, Advert advert) {
        return known == null
                || known.number() < advert.number()
                || !known.isContradicted() && Known.contradict(known.state(), advert);
    }

    @Override
    public void genuine(Advert advert, Set<Partner> from) {
        Known known = adverts.find(advert.prefix());
        if (!isNews(known, advert) || node.membership().member(advert.author()).isEmpty()) {
            dropped(advert);
        } else if (known != null && Known.contradict(known.state(), advert)) {
            contradicted(known.state(), advert, from);
        } else if (advert.author().equals(node.id())) {
            advertiser.jumpAbove(advert.number());
            dropped(advert);
        } else {
            boolean many = pulls.isPartOfMany(advert.prefix(), from);
            Known now = put(Known.of(node.suite(), advert.shared()));
            if (!many) {
                flood.spread(now, from);
            }
            pulls.settled(advert.prefix(), true);
        }
    }

    @Override
    public void dropped(Advert advert) {
        pulls.settled(advert.prefix(), false);
    }

    private void publish(Advert own) {
        Known known = adverts.find(own.prefix());
        if (known == null || !known.isContradicted()) {
            flood.spread(put(Known.of(node.suite(), own)), Set.of());
        }
    }

    private Known put(Known now) {
        Known before = adverts.put(now);
        boolean note =
                before == null || !before.state().note().equals(now.state().note());
        if (graph.put(now.state()) || note) {
            changed.run();
        }
        return now;
    }

    private void contradicted(Advert one, Advert other, Set<Partner> from) {
        Prefix author = one.prefix();
        Known known = adverts.find(author);
        if (known != null && known.isContradicted()) {
            return;
        }
        Known now = Known.contradiction(one, other);
        adverts.put(now);
        graph.remove(author);
        changed.run();
        contradictions.report(one.author());
        flood.spread(now, from);
        pulls.settled(author, true);
    }

    // Who belongs to the network

    @Override
    public void joined(Member member) {
        Advert kept = strangers.take(member.id());
        if (kept != null) {
            verifier.submitLate(kept, member);
        } else if (strangers.forgot()) {
            lookingAgain.cancel();
            lookingAgain = node.loop().schedule(LOOK_AGAIN, () -> pulls.again(partners));
        }
    }

    @Override
    public void removed(Member member) {
        Known known = adverts.remove(Prefix.of(member.id()));
        contradictions.forget(member.id());
        if (known != null && !known.isContradicted()) {
            // A removal may turn out to be void; then it is needed again.
            strangers.add(known.state());
        }
        if (graph.remove(Prefix.of(member.id()))) {
            changed.run();
        }
    }
}
