// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.sync;

import io.pipes.base.Bytes;
import io.pipes.pipeline.history.ChainPlace;
import io.pipes.pipeline.history.History;
import io.pipes.spi.node.Exchange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells one peer when packets of its own that it has asked about are durable here. Of each pipeline one question is open, the last one; one
 * packet is read at a time, so whoever asks without end costs no more than that.
 */
final class Confirming {
    private final Function<Bytes, Optional<History>> histories;
    private final Exchange peer;
    /** What is not answered, by route tag. */
    private final Map<Bytes, ChainPlace> questions = new LinkedHashMap<>();

    private boolean reading;
    private boolean closed;

    /** @param histories those that take packets now, by route tag */
    Confirming(Function<Bytes, Optional<History>> histories, Exchange peer) {
        this.histories = histories;
        this.peer = peer;
    }

    void asked(SyncMessage.AskStored question) {
        if (questions.size() < Comparison.MAX_TAGS || questions.containsKey(question.tag())) {
            questions.put(question.tag(), question.packet());
            look();
        }
    }

    /** More may be durable than before. */
    void look() {
        if (!reading && !closed) {
            questions.keySet().stream()
                    .flatMap(tag -> histories.apply(tag).stream())
                    .filter(this::has)
                    .findFirst()
                    .ifPresent(this::answer);
        }
    }

    private boolean has(History history) {
        ChainPlace asked = questions.get(history.routeTag());
        return asked != null && history.held(peer.peer()).last() >= asked.seq();
    }

    /** There may be another packet under its number, if its keys were copied, or none, if it was damaged. */
    private void answer(History history) {
        Bytes tag = history.routeTag();
        ChainPlace asked = questions.remove(tag);
        reading = true;
        history.branches().places(peer.peer(), asked.seq() - 1, asked.seq()).whenComplete((found, failure) -> {
            reading = false;
            if (!closed) {
                boolean here = failure == null && found.contains(asked);
                peer.send(new SyncMessage.Stored(tag, asked.seq(), here).encode());
                look();
            }
        });
    }

    void close() {
        closed = true;
        questions.clear();
    }
}
