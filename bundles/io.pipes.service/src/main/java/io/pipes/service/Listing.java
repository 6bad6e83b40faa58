// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.api.service.ServiceKind;
import io.pipes.base.id.NodeId;
import io.pipes.service.call.Choice;
import io.pipes.service.catalogue.Catalogue;
import io.pipes.service.catalogue.Service;
import io.pipes.spi.local.Announced;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The catalogue as people want to see it: in order of name and distance, without kinds that this version does not know. Lives on the loop. */
final class Listing {
    private static final Comparator<Announced> ORDER = Comparator.comparing(Announced::service)
            .thenComparing(announced -> announced.hops() < 0 ? Integer.MAX_VALUE : announced.hops())
            .thenComparing(Announced::name)
            .thenComparing(Announced::node);

    private final NodeContext node;
    private final Catalogue catalogue;
    private final Choice choice;

    Listing(NodeContext node, Catalogue catalogue, Choice choice) {
        this.node = node;
        this.catalogue = catalogue;
        this.choice = choice;
    }

    List<Announced> all() {
        return catalogue.entries().stream()
                .flatMap(entry -> announced(entry).stream())
                .sorted(ORDER)
                .toList();
    }

    List<Announced> all(ServiceKind kind) {
        return all().stream().filter(announced -> announced.kind() == kind).toList();
    }

    private Optional<Announced> announced(Catalogue.Entry entry) {
        Service service = entry.service();
        NodeId owner = entry.node();
        return service.kind()
                .map(kind -> new Announced(
                        service.name(),
                        kind,
                        owner,
                        node.membership().member(owner).map(Member::name).orElse(""),
                        service.metadata(),
                        service.access(),
                        choice.hops(owner)));
    }
}
