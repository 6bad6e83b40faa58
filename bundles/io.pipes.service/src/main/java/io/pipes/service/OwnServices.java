// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import static io.pipes.spi.local.LocalServices.MAX_ANNOUNCED_BYTES;
import static io.pipes.spi.local.LocalServices.MAX_METADATA;
import static io.pipes.spi.local.LocalServices.MAX_SERVICES;

import io.pipes.api.PipesException;
import io.pipes.service.call.Sentences;
import io.pipes.service.catalogue.Catalogue;
import io.pipes.service.catalogue.Service;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Registration;
import java.util.SortedMap;

/** What this node offers, of all kinds: a name stands for one thing, and all together have a limit. Lives on the loop. */
final class OwnServices {
    private final NodeContext node;
    private final Catalogue catalogue;
    private final Runnable changed;

    /** @param changed hears of each change */
    OwnServices(NodeContext node, Catalogue catalogue, Runnable changed) {
        this.node = node;
        this.catalogue = catalogue;
        this.changed = changed;
    }

    /** @throws PipesException {@code INVALID_ARGUMENT}; may be used from any thread */
    static void checkName(String service) {
        if (!Service.isName(service)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The name of a service has 1 to 64 characters of a-z 0-9 . _ -");
        }
    }

    /** @throws PipesException {@code INVALID_ARGUMENT}; may be used from any thread */
    static void checkMetadata(SortedMap<String, String> metadata) {
        if (!Service.isMetadata(metadata)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "Metadata has at most " + MAX_METADATA + " entries: keys of 1 to 64 characters of a-z 0-9 . _ - "
                            + "and printable values of 1 to 256 bytes.");
        }
    }

    /**
     * @return withdraws it
     * @throws PipesException for what cannot be offered now
     */
    Registration add(Service offered) {
        check(offered);
        catalogue.add(offered);
        changed.run();
        return new Added(offered.name());
    }

    private void check(Service offered) {
        if (node.membership().member(node.id()).isEmpty()) {
            throw Sentences.selfRemoved();
        }
        if (catalogue.offers(offered.name())) {
            throw new PipesException(
                    PipesException.Code.ALREADY_EXISTS,
                    "This node offers a service '" + offered.name()
                            + "' already. Choose another name, or end that one.");
        }
        if (catalogue.size() >= MAX_SERVICES) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "This node offers " + MAX_SERVICES + " services, which are the most. End one first.");
        }
        if (!catalogue.fits(offered)) {
            throw new PipesException(
                    PipesException.Code.TOO_LARGE,
                    "All that a node says about its services has at most " + (MAX_ANNOUNCED_BYTES >> 10)
                            + " KiB. Shorten the metadata, or name fewer of those who may use them.");
        }
    }

    private final class Added implements Registration {
        private final String service;
        private boolean closed;

        Added(String service) {
            this.service = service;
        }

        /** Another one may have the name by the second time. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                catalogue.remove(service);
                changed.run();
            }
        }
    }
}
