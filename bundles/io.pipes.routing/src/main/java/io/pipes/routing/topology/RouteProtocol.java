// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.TrafficClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps what this node holds of all authors in step with its peers, and judges what they send. */
final class RouteProtocol implements ExchangeHandler, MembershipListener, Verifier.Judge {
    static final Protocol PROTOCOL = new Protocol("route.1", TrafficClass.CONTROL, 512 << 10, Protocol.Reach.PEERS);

    /** So long a peer may take to greet. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final NodeContext node;
    private final Prefix self;
    private final DirectLinks links;
    private final Graph graph;
    private final Runnable changed;
    private final Advertiser advertiser;
    private final Map<Exchange, Partner> partners = new LinkedHashMap<>();
    private final Adverts adverts;
    private final Strangers strangers = new Strangers();
    private final Contradictions contradictions;
    private final Verifier verifier;
    private final Flood flood;
    private final Pulls pulls;
    private Cancellable lookingAgain = () -> {};

    /**
     * @param graph what follows from the adverts; kept up to date here
     * @param changed is run when routes or notes may be others
     */
    RouteProtocol(NodeContext node, DirectLinks links, boolean relays, Graph graph, Runnable changed) {
        this.node = node;
        this.links = links;
        this.graph = graph;
        this.changed = changed;
        self = Prefix.of(node.id());
        adverts = new Adverts(node.suite());
        contradictions = new Contradictions(node);
        verifier = new Verifier(node, this);
        flood = new Flood(node, adverts, partners.values());
        pulls = new Pulls(node, adverts, this::greetAllBut);
        advertiser = new Advertiser(node, links, relays, this::publish);
    }

    Advertiser advertiser() {
        return advertiser;
    }

    Optional<Advert> advert(NodeId author) {
        return Optional.ofNullable(adverts.find(Prefix.of(author)))
                .filter(known -> !known.isContradicted())
                .map(Known::state);
    }

    void stop() {
        lookingAgain.cancel();
        partners.values().forEach(partner -> partner.patience.cancel());
        advertiser.stop();
        verifier.stop();
        flood.stop();
        pulls.stop();
        links.stop();
    }

    // What happens to links

    @Override
    public void opened(Exchange exchange) {
        Partner partner = new Partner(exchange, node.clock());
        partners.put(exchange, partner);
        greet(partner, true);
        partner.patience = node.loop().schedule(PATIENCE, () -> greetOnceMore(partner));
        links.opened(exchange);
    }

    @Override
    public void closed(Exchange exchange) {
        Partner partner = partners.remove(exchange);
        if (partner != null) {
            partner.closed = true;
            partner.patience.cancel();
            links.closed(exchange);
            pulls.closed(partner);
        }
    }

    @Override
    public void interrupted(Exchange exchange) {
        Partner partner = partners.get(exchange);
        if (partner != null) {
            partner.interrupted = true;
            links.interrupted(exchange);
        }
    }

    @Override
    public void restored(Exchange exchange) {
        Partner partner = partners.get(exchange);
        if (partner != null) {
            partner.interrupted = false;
            links.restored(exchange);
            flood.flush(partner);
        }
    }

    @Override
    public void writable(Exchange exchange) {
        Partner partner = partners.get(exchange);
        if (partner != null) {
            flood.flush(partner);
        }
    }

    // What peers say

    @Override
    public void received(Exchange exchange, Bytes message) {
        Partner partner = partners.get(exchange);
        if (partner == null) {
            return;
        }
        try {
            received(partner, RouteMessage.decode(message));
        } catch (MalformedException e) {
            exchange.misbehaved("route.1: " + e.reason());
        }
    }

    private void received(Partner partner, RouteMessage message) {
        if (message instanceof RouteMessage.Hello hello) {
            greeted(partner, hello);
        } else if (message instanceof RouteMessage.Summary summary) {
            list(partner, summary);
        } else if (message instanceof RouteMessage.Listing listing) {
            pulls.listed(partner, listing);
        } else if (message instanceof RouteMessage.Want want) {
            want.authors().stream()
                    .filter(author -> adverts.find(author) != null)
                    .forEach(author -> flood.send(partner, author));
        } else if (message instanceof RouteMessage.Fresh fresh) {
            fresh.adverts().forEach(advert -> take(partner, advert));
        } else if (message instanceof RouteMessage.Proof proof) {
            take(partner, proof);
        }
    }

    private void greeted(Partner partner, RouteMessage.Hello hello) {
        partner.patience.cancel();
        if (hello.first() && partner.heard) {
            greet(partner, false);
        }
        partner.heard = true;
        if (advertiser.hasUsed(hello.yours())) {
            advertiser.greeted();
        } else {
            // Only the advert itself shows that it was said once.
            partner.exchange.send(new RouteMessage.Want(List.of(self)).encode());
        }
        if (!hello.root().equals(partner.told)) {
            pulls.greeted(partner, hello.root());
        }
    }

    /** The greeting may have met a predecessor of who is there now. Then nobody needs to wait for theirs any longer either. */
    private void greetOnceMore(Partner partner) {
        greet(partner, true);
        advertiser.greeted();
    }

    private void greet(Partner partner, boolean first) {
        Known theirs = adverts.find(Prefix.of(partner.exchange.peer()));
        long number = theirs == null ? 0 : theirs.state().number();
        partner.told = adverts.root();
        partner.exchange.send(new RouteMessage.Hello(first, partner.told, number).encode());
    }

    private void greetAllBut(Partner one) {
        partners.values().stream().filter(partner -> partner != one).forEach(partner -> greet(partner, false));
    }

    private void list(Partner partner, RouteMessage.Summary summary) {
        if (!partner.requests.take(1)) {
            return;
        }
        List<RouteMessage.Entry> page = new ArrayList<>();
        for (Known known : adverts.where(summary.salt(), summary.hashes())) {
            if (page.size() == RouteMessage.MAX_ENTRIES) {
                partner.exchange.send(new RouteMessage.Listing(true, page).encode());
                page = new ArrayList<>();
            }
            page.add(RouteMessage.Entry.of(known));
        }
        partner.exchange.send(new RouteMessage.Listing(false, page).encode());
    }

    private void take(Partner partner, Advert advert) {
        Prefix author = advert.prefix();
        Known known = adverts.find(author);
        if (known != null && known.number() <= advert.number()) {
            partner.outgoing.remove(author);
        }
        if (node.membership().member(advert.author()).isEmpty()) {
            strangers.add(advert);
            dropped(advert);
        } else if (wanted(advert)) {
            verifier.submit(partner, advert);
        } else {
            dropped(advert);
            if (known != null && known.number() > advert.number() && partner.requests.take(1)) {
                flood.send(partner, author);
            }
        }
    }

    private void take(Partner partner, RouteMessage.Proof proof) {
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

    // What counts

    @Override
    public boolean wanted(Advert advert) {
        Known known = adverts.find(advert.prefix());
        return known == null
                || known.number() < advert.number()
                || !known.isContradicted() && Known.contradict(known.state(), advert);
    }

    @Override
    public void genuine(Advert advert, Set<Partner> from) {
        Known known = adverts.find(advert.prefix());
        if (!wanted(advert) || node.membership().member(advert.author()).isEmpty()) {
            dropped(advert);
        } else if (known != null && Known.contradict(known.state(), advert)) {
            contradicted(known.state(), advert, from);
        } else if (advert.author().equals(node.id())) {
            advertiser.jumpAbove(advert.number());
            dropped(advert);
        } else {
            boolean many = pulls.isPartOfMany(advert.prefix(), from);
            Known now = put(Known.of(node.suite(), advert));
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
        Known known = adverts.find(self);
        if (known == null || !known.isContradicted()) {
            flood.spread(put(Known.of(node.suite(), own)), Set.of());
        }
    }

    private Known put(Known now) {
        Known before = adverts.find(now.state().prefix());
        adverts.put(now);
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
            lookingAgain = node.loop().schedule(LOOK_AGAIN, () -> pulls.again(partners.values()));
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
