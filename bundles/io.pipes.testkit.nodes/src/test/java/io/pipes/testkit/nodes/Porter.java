// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.local.Announced;
import io.pipes.spi.local.ServiceCatalogue;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A feature that announces services in the catalogue, as one that serves streams does, and again when the catalogue was replaced. It serves
 * nothing.
 */
final class Porter implements NodeExtension {
    final SimulatedNode node;
    /** How many services were in the catalogue whenever it was told to have changed; -1 when the catalogue went. */
    final List<Integer> told = new ArrayList<>();

    private final Map<String, Access> doors = new TreeMap<>();
    private final Map<String, Registration> open = new TreeMap<>();
    private Optional<ServiceCatalogue> catalogue = Optional.empty();
    private @Nullable NodeContext context;

    Porter(SimulatedNode node) {
        this.node = node;
        node.kernel().add(this);
    }

    @Override
    public String name() {
        return "porter";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext now) {
        context = now;
        now.follow(ServiceCatalogue.class, this::now);
        return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(null));
    }

    private void now(Optional<ServiceCatalogue> there) {
        catalogue = there;
        open.clear();
        there.ifPresentOrElse(
                found -> {
                    found.listen(() -> told.add(found.list().size()));
                    doors.forEach(this::announce);
                },
                () -> told.add(-1));
    }

    private void announce(String service, Access access) {
        catalogue.ifPresent(there -> open.put(
                service, there.announce(service, ServiceKind.STREAM, new TreeMap<>(Map.of("to", "a shelf")), access)));
    }

    /** Announces a stream. Fails as the catalogue does. */
    CompletionStage<Void> open(String service, Access access) {
        return node.onLoop(() -> {
            announce(service, access);
            doors.put(service, access);
            return null;
        });
    }

    CompletionStage<Void> close(String service) {
        return node.onLoop(() -> {
            doors.remove(service);
            open.remove(service).close();
            return null;
        });
    }

    CompletionStage<List<Announced>> find(String service) {
        return node.onLoop(() -> catalogue.orElseThrow().find(service, ServiceKind.STREAM));
    }

    CompletionStage<List<Announced>> list() {
        return node.onLoop(() -> catalogue.orElseThrow().list());
    }

    /** The signature of the body of an announcement, by this node's key. */
    Bytes sign(Bytes body) {
        NodeContext signer = Objects.requireNonNull(context);
        Bytes signed = new CborWriter()
                .writeArray(2)
                .writeBytes(signer.network().bytes())
                .writeBytes(body)
                .toBytes();
        return signer.sign(Label.SERVICES, signed);
    }
}
