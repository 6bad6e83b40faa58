// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.base.Cancellable;
import io.pipes.service.call.Calls;
import io.pipes.service.call.Choice;
import io.pipes.service.catalogue.Catalogue;
import io.pipes.spi.local.LocalServices;
import io.pipes.spi.local.ServiceCatalogue;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Services on one node, from attachment to detachment. */
final class ServiceAttachment implements NodeExtension.Attachment, MembershipListener {
    /** So long after it has begun a node does not take for granted that what it knows is all there is. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final NodeContext node;
    private final Catalogue catalogue;
    private final Calls calls;
    private final Listeners listeners;
    private final ServiceFacet services;
    private final CatalogueFacet announcements;
    private Cancellable settling = () -> {};

    private ServiceAttachment(NodeContext node) {
        this.node = node;
        catalogue = new Catalogue(node, this::catalogueChanged);
        Choice choice = new Choice(node, catalogue);
        calls = new Calls(node, choice);
        listeners = new Listeners(node.loop());
        OwnServices own = new OwnServices(node, catalogue, listeners::changed);
        Listing listing = new Listing(node, catalogue, choice);
        services = new ServiceFacet(node, own, listing, calls);
        announcements = new CatalogueFacet(own, listing, listeners);
    }

    static CompletionStage<NodeExtension.Attachment> begin(NodeContext node) {
        ServiceAttachment attachment = new ServiceAttachment(node);
        return attachment
                .catalogue
                .load()
                .thenCompose(loaded -> attachment.calls.load())
                .thenApply(loaded -> {
                    attachment.open();
                    return attachment;
                });
    }

    private void open() {
        node.membership().listen(this);
        node.links().handle(catalogue.protocol(), catalogue.handler());
        node.links().handle(Calls.PROTOCOL, calls);
        node.offer(LocalServices.class, services);
        node.offer(ServiceCatalogue.class, announcements);
        catalogue.begin(MOMENT);
        settling = node.loop().schedule(MOMENT, calls::settled);
    }

    private void catalogueChanged() {
        calls.catalogueChanged();
        listeners.changed();
    }

    @Override
    public void joined(Member member) {
        catalogue.joined();
    }

    @Override
    public void removed(Member member) {
        catalogue.removed(member.id());
        calls.removed(member.id());
    }

    @Override
    public CompletionStage<Void> detach() {
        settling.cancel();
        services.stop();
        announcements.stop();
        catalogue.stop();
        return calls.stop();
    }
}
