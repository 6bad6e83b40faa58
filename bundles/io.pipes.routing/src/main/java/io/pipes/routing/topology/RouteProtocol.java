// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Exchange;
import io.pipes.spi.node.ExchangeHandler;
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

/** Keeps what this node holds of all authors in step with its peers. */
final class RouteProtocol implements ExchangeHandler {
    static final Protocol PROTOCOL = new Protocol("route.1", TrafficClass.CONTROL, 512 << 10, Protocol.Reach.PEERS);

    /** So long a peer may take to greet. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NodeContext node;
    private final Prefix self;
    private final DirectLinks links;
    private final Map<Exchange, Partner> partners = new LinkedHashMap<>();
    private final Adverts adverts;
    private final Comparison comparison;
    private final Flood flood;
    private final Pulls pulls;
    private final Judgement judgement;

    /**
     * @param graph what follows from the adverts; kept up to date here
     * @param changed is run when routes or notes may be others
     */
    RouteProtocol(NodeContext node, DirectLinks links, boolean relays, Graph graph, Runnable changed) {
        this.node = node;
        this.links = links;
        self = Prefix.of(node.id());
        adverts = new Adverts(node.suite());
        comparison = new Comparison(node, this::compare);
        flood = new Flood(node, adverts, partners.values(), comparison);
        pulls = new Pulls(node, adverts, this::greetAllBut);
        judgement = new Judgement(node, graph, adverts, partners.values(), flood, pulls, links, relays, changed);
    }

    Advertiser advertiser() {
        return judgement.advertiser();
    }

    MembershipListener membershipListener() {
        return judgement;
    }

    Optional<Advert> advert(NodeId author) {
        return Optional.ofNullable(adverts.find(Prefix.of(author)))
                .filter(known -> !known.isContradicted())
                .map(Known::state);
    }

    void stop() {
        partners.values().forEach(partner -> partner.patience.cancel());
        judgement.stop();
        flood.stop();
        comparison.stop();
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
            send(partner, want);
        } else if (message instanceof RouteMessage.Fresh fresh) {
            fresh.adverts().forEach(advert -> judgement.take(partner, advert));
        } else if (message instanceof RouteMessage.Proof proof) {
            judgement.take(partner, proof);
        }
    }

    private void greeted(Partner partner, RouteMessage.Hello hello) {
        if (!partner.requests.take(1)) {
            return;
        }
        partner.patience.cancel();
        if (hello.first() && partner.heard) {
            greet(partner, false);
        }
        partner.heard = true;
        partner.holds = hello.root();
        if (advertiser().hasUsed(hello.yours())) {
            advertiser().greeted();
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
        advertiser().greeted();
    }

    private void greet(Partner partner, boolean first) {
        Known theirs = adverts.find(Prefix.of(partner.exchange.peer()));
        long number = theirs == null ? 0 : theirs.state().number();
        partner.told = adverts.root();
        partner.exchange.send(new RouteMessage.Hello(first, partner.told, number).encode());
    }

    /** Greets all who may hold something else. */
    private void compare() {
        partners.values().stream()
                .filter(partner -> !partner.holds.equals(adverts.root()))
                .forEach(partner -> greet(partner, false));
    }

    private void greetAllBut(Partner one) {
        partners.values().stream().filter(partner -> partner != one).forEach(partner -> greet(partner, false));
    }

    private void send(Partner partner, RouteMessage.Want want) {
        if (want.equals(RouteMessage.Want.EVERYTHING)) {
            if (partner.wants.take(Math.min(1 + adverts.size(), Partner.WANTS))) {
                flood.sendEverything(partner);
            }
        } else if (partner.wants.take(want.authors().size())) {
            want.authors().stream()
                    .filter(author -> adverts.find(author) != null)
                    .forEach(author -> flood.send(partner, author));
        }
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
}
