// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.base.Clamp;
import io.pipes.base.MalformedException;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Checks a run on several workers at once, a part of it each: what costs is the signatures, and these do not depend on each other. */
final class ParallelCheck {
    /** A part of fewer packets is not worth handing over. */
    private static final int LEAST = 16;

    private static final int MOST_PARTS = 4;

    private final NodeContext node;
    private final RunCheck check;

    ParallelCheck(NodeContext node) {
        this.node = node;
        check = new RunCheck(node);
    }

    /**
     * What came of a check.
     *
     * @param lie what is wrong; null if nothing is
     */
    record Checked(List<Packet> packets, @Nullable MalformedException lie) {}

    /** @param signingKey the author's */
    CompletionStage<Checked> check(SyncMessage.Run run, Bytes signingKey) {
        int count = run.packets().size();
        int parts = Clamp.between(count / LEAST, 1, MOST_PARTS);
        List<CompletableFuture<Checked>> checked = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            List<Bytes> packets = run.packets().subList(count * part / parts, count * (part + 1) / parts);
            SyncMessage.Run some = new SyncMessage.Run(run.tag(), run.author(), packets, run.hearsay(), run.last());
            checked.add(CompletableFuture.supplyAsync(() -> checkPart(some, signingKey), node.workers()));
        }
        return CompletableFuture.allOf(checked.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        join(checked.stream().map(CompletableFuture::join).toList()));
    }

    private Checked checkPart(SyncMessage.Run part, Bytes signingKey) {
        try {
            return new Checked(check.check(part, signingKey), null);
        } catch (MalformedException lie) {
            return new Checked(List.of(), lie);
        }
    }

    private static Checked join(List<Checked> parts) {
        List<Packet> all = new ArrayList<>();
        for (Checked part : parts) {
            if (part.lie() != null) {
                return part;
            }
            try {
                if (!all.isEmpty()) {
                    RunCheck.checkFollows(
                            all.get(all.size() - 1), part.packets().get(0));
                }
            } catch (MalformedException lie) {
                return new Checked(List.of(), lie);
            }
            all.addAll(part.packets());
        }
        return new Checked(all, null);
    }
}
