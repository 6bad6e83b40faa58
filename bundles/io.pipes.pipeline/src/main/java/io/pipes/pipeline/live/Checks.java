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
    private @Nullable Runnable idle;

    /** @param workers keeps the order of its tasks */
    Checks(NodeContext node, PipelineCatalog catalog, Executor workers) {
        this.node = node;
        this.catalog = catalog;
        this.workers = workers;
    }

    /** Asks what can be answered at once; a packet of another network is as malformed as any nonsense. */
    void look(Packet packet) throws MalformedException {
        if (!packet.header().network().equals(node.network())) {
            throw new MalformedException("packet of another network");
        }
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

    /** What may come of a check. */
    enum Verdict {
        GOOD,

        /** The author may not write here, as far as this node knows: the log may be a moment behind. */
        NO_AUTHORITY,

        /** No honest node passes such a packet on. */
        FORGED
    }

    /** Checks authority and signature; the verdict comes on the loop, at once or later. */
    void verify(SharedPacket shared, Consumer<Verdict> judged) {
        Packet packet = shared.packet();
        Optional<Member> author = author(packet);
        if (author.isEmpty()) {
            judged.accept(Verdict.NO_AUTHORITY);
            return;
        }
        underway.add(Underway.of(packet));
        CompletableFuture<Boolean> signed = shared.signedBy(author.get().signingKey(), node.suite(), workers);
        if (signed.isDone()) {
            verified(packet, signed.join(), judged);
        } else {
            signed.thenAccept(good -> node.loop().execute(() -> verified(packet, good, judged)));
        }
    }

    private void verified(Packet packet, boolean signed, Consumer<Verdict> judged) {
        underway.remove(Underway.of(packet));
        if (!signed) {
            judged.accept(Verdict.FORGED);
        } else {
            judged.accept(author(packet).isPresent() ? Verdict.GOOD : Verdict.NO_AUTHORITY);
        }
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

    private Optional<Member> author(Packet packet) {
        return node.membership().member(packet.header().author()).filter(author -> mayWrite(packet, author));
    }

    /** A pipeline that is not known here yet is judged by the role alone. */
    private boolean mayWrite(Packet packet, Member author) {
        return catalog.byTag(packet.header().routeTag())
                .map(pipeline -> pipeline.writableBy(author))
                .orElse(author.role().atLeast(Role.WRITER));
    }
}
