// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.Message;
import io.pipes.pipeline.state.PipelineState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the last messages of a part of a history, from its end; only the places of their packets are held. Used on the node's loop. */
final class NewestSearch {
    private final DisplayPlaces backwards;
    private final DisplayOpener opener;
    private final Predicate<Message> wanted;
    private final List<DisplayPlace> found = new ArrayList<>();
    private int missing;

    /**
     * @param backwards from the end
     * @param wanted which messages count
     * @param count so many are looked for
     */
    NewestSearch(DisplayPlaces backwards, DisplayOpener opener, Predicate<Message> wanted, int count) {
        this.backwards = backwards;
        this.opener = opener;
        this.wanted = wanted.and(message -> !PipelineState.isOperation(message));
        missing = count;
    }

    /** What was found, in order of display. */
    CompletionStage<DisplayPart> run() {
        return backwards.next(Math.min(missing, DisplayPlaces.MAX_PLACES)).thenCompose(places -> {
            if (places.isEmpty()) {
                return CompletableFuture.completedFuture(part(null));
            }
            return opener.open(places).thenCompose(opened -> take(places, opened));
        });
    }

    private CompletionStage<DisplayPart> take(List<DisplayPlace> places, List<List<Message>> opened) {
        for (int i = 0; i < places.size(); i++) {
            List<Message> messages = opened.get(i).stream().filter(wanted).toList();
            if (!messages.isEmpty()) {
                found.add(places.get(i));
            }
            if (messages.size() >= missing) {
                return CompletableFuture.completedFuture(part(behind(messages)));
            }
            missing -= messages.size();
        }
        return run();
    }

    /** What is too much of the first packet. */
    private HistorySubscription.@Nullable Behind behind(List<Message> messages) {
        if (messages.size() == missing) {
            return null;
        }
        Message last = messages.get(messages.size() - missing - 1);
        return new HistorySubscription.Behind(last.author(), last.seq(), last.index());
    }

    private DisplayPart part(HistorySubscription.@Nullable Behind behind) {
        Collections.reverse(found);
        return new DisplayPart(DisplayPlaces.of(found), place -> false, behind, wanted, Glimpse.NOTHING);
    }
}
