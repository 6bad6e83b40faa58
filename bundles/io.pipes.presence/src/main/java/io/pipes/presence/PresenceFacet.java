// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.api.PipesException;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.base.id.NodeId;
import io.pipes.presence.note.Announcer;
import io.pipes.presence.note.Note;
import io.pipes.spi.local.LocalPresence;
import io.pipes.spi.loop.Loop;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Presence as applications see it. From any thread. */
final class PresenceFacet implements LocalPresence {
    private final Loop loop;
    private final NodeId self;
    private final Roll roll;
    private final Announcer announcer;
    private final Flow.Publisher<PresenceEvent> events;

    PresenceFacet(Loop loop, NodeId self, Roll roll, Announcer announcer, Flow.Publisher<PresenceEvent> events) {
        this.loop = loop;
        this.self = self;
        this.roll = roll;
        this.announcer = announcer;
        this.events = events;
    }

    @Override
    public List<MemberPresence> list() {
        return roll.members().stream()
                .sorted(Comparator.<MemberPresence, Boolean>comparing(
                                member -> !member.node().equals(self))
                        .thenComparing(MemberPresence::name)
                        .thenComparing(MemberPresence::node))
                .toList();
    }

    @Override
    public CompletionStage<Void> set(String status) {
        if (!Note.isStatus(status)) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A status has at most " + MAX_STATUS
                            + " characters, all of them printable. Shorten it, and leave out line breaks."));
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> announcer.say(status).whenComplete((said, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(new PipesException(
                        PipesException.Code.STORAGE,
                        "The status could not be stored, so it was not told. 'pipes status' says why.",
                        failure));
            }
        }));
        return done;
    }

    @Override
    public Flow.Publisher<PresenceEvent> events() {
        return events;
    }
}
