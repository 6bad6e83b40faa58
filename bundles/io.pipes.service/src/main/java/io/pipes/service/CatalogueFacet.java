// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.service.call.Sentences;
import io.pipes.service.catalogue.Service;
import io.pipes.spi.local.Announced;
import io.pipes.spi.local.ServiceCatalogue;
import io.pipes.spi.node.Registration;
import java.util.List;
import java.util.SortedMap;

/** The catalogue as the node's other features see it. Lives on the loop. */
final class CatalogueFacet implements ServiceCatalogue {
    private final OwnServices own;
    private final Listing listing;
    private final Listeners listeners;
    private boolean stopped;

    CatalogueFacet(OwnServices own, Listing listing, Listeners listeners) {
        this.own = own;
        this.listing = listing;
        this.listeners = listeners;
    }

    @Override
    public Registration announce(String service, ServiceKind kind, SortedMap<String, String> metadata, Access access) {
        checkPresent();
        OwnServices.checkName(service);
        OwnServices.checkMetadata(metadata);
        if (kind == ServiceKind.CALL) {
            throw new IllegalArgumentException("What is called is offered with LocalServices");
        }
        return own.add(new Service(service, kind.code(), metadata, access));
    }

    @Override
    public List<Announced> find(String service, ServiceKind kind) {
        checkPresent();
        return listing.all(kind).stream()
                .filter(announced -> announced.service().equals(service))
                .toList();
    }

    @Override
    public List<Announced> list() {
        checkPresent();
        return listing.all();
    }

    @Override
    public Registration listen(Runnable listener) {
        checkPresent();
        return listeners.listen(listener);
    }

    private void checkPresent() {
        if (stopped) {
            throw Sentences.replaced();
        }
    }

    /** From now on nothing is announced, and nobody is told anything. */
    void stop() {
        stopped = true;
        listeners.stop();
    }
}
