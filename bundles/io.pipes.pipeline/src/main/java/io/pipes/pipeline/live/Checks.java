// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.catalog.PipelineCatalog;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.NodeContext;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a packet is one of this network, cheap questions before dear ones: form, network, known?, author a writing member?,
 * and last, on a worker, the signature.
 */
final class Checks {
    private final NodeContext node;
    private final PipelineCatalog catalog;
    private final Executor workers;
    private final Set<Underway> underway = new HashSet<>();
    private long underwayBytes;
    private @Nullable Runnable idle;

    /** @param workers keeps the order of its tasks */
    Checks(NodeContext node, PipelineCatalog catalog, Executor workers) {
        this.node = node;
        this.catalog = catalog;
        this.workers = workers;
    }

    /** Bytes whose signatures are being checked. */
    long underwayBytes() {
        return underwayBytes;
    }

    /** Reads a packet and asks what can be answered at once; a packet of another network is as malformed as any nonsense. */
    Packet decode(Bytes encoded) throws MalformedException {
        Packet packet = Packet.decode(node.suite(), encoded);
        if (!packet.header().network().equals(node.network())) {
            throw new MalformedException("packet of another network");
        }
        return packet;
    }

    /** The signature counts too: a copy with a forged one must not keep the real one out. */
    private record Underway(PacketId id, Bytes signature) {
        static Underway of(Packet packet) {
            return new Underway(packet.id(), packet.signature());
        }
    }

    boolean isUnderway(Packet packet) {
        return underway.contains(Underway.of(packet));
    }

    /** Checks authority and signature; {@code good} runs on the loop, {@code done} in any case after it. */
    void verify(Packet packet, Consumer<Packet> good, Runnable done) {
        Optional<Member> author = node.membership().member(packet.header().author());
        if (author.isEmpty() || !mayWrite(packet, author.get())) {
            done.run();
            return;
        }
        underway.add(Underway.of(packet));
        underwayBytes += packet.encoded().size();
        Bytes key = author.get().signingKey();
        workers.execute(() -> {
            boolean signed = packet.signedBy(node.suite(), key);
            node.loop().execute(() -> verified(packet, signed, good, done));
        });
    }

    private void verified(Packet packet, boolean signed, Consumer<Packet> good, Runnable done) {
        underway.remove(Underway.of(packet));
        underwayBytes -= packet.encoded().size();
        if (signed && node.membership().member(packet.header().author()).isPresent()) {
            good.accept(packet);
        }
        done.run();
        if (underway.isEmpty() && idle != null) {
            idle.run();
        }
    }

    /** Completes when no signature is being checked any more. Ask once, when nothing new comes. */
    CompletionStage<Void> finish() {
        CompletableFuture<Void> finished = new CompletableFuture<>();
        if (underway.isEmpty()) {
            finished.complete(null);
        }
        idle = () -> finished.complete(null);
        return finished;
    }

    /** A pipeline that is not known here yet is judged by the role alone. */
    private boolean mayWrite(Packet packet, Member author) {
        return catalog.byTag(packet.header().routeTag())
                .map(pipeline -> pipeline.writableBy(author))
                .orElse(author.role().atLeast(Role.WRITER));
    }
}
