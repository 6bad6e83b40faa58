// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.Progress;
import io.pipes.client.call.Conversation;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** How far a task is, for any number of subscribers. Whoever is slow gets the latest only. What is kept here belongs to the strand. */
public final class ProgressFeed implements Flow.Publisher<Progress> {
    private static final Source<Progress> ROWS = new Rows();

    private final Conversation conversation;
    private final List<Reader> readers = new ArrayList<>();
    private @Nullable JsonNode last;
    private boolean over;

    public ProgressFeed(Conversation conversation) {
        this.conversation = conversation;
    }

    /** @param progress as the protocol tells it */
    public void tell(JsonNode progress) {
        conversation.strand().execute(() -> {
            if (!over) {
                last = progress;
                readers.forEach(reader -> reader.tell(progress));
            }
        });
    }

    /** Nothing more is told. */
    public void end() {
        conversation.strand().execute(() -> {
            over = true;
            readers.forEach(reader -> reader.delivery.end(null));
            readers.clear();
        });
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Progress> subscriber) {
        Objects.requireNonNull(subscriber);
        Reader reader = new Reader(subscriber);
        conversation.strand().execute(() -> {
            reader.delivery.begin();
            if (last != null) {
                reader.tell(last);
            }
            if (over) {
                reader.delivery.end(null);
            } else {
                readers.add(reader);
            }
        });
    }

    private final class Reader implements Delivery.Taking {
        private final Delivery<Progress> delivery;

        Reader(Flow.Subscriber<? super Progress> subscriber) {
            delivery = new Delivery<>(ROWS, subscriber, conversation.callbacks(), this);
        }

        void tell(JsonNode progress) {
            delivery.add(new Arrival.Item(progress, ROWS.subject(progress)));
        }

        @Override
        public void taken(int items, int era) {}

        @Override
        public void cancelled() {
            conversation.strand().execute(() -> readers.remove(this));
        }
    }

    private static final class Rows implements Source<Progress> {
        @Override
        public String method() {
            return "progress";
        }

        @Override
        public ObjectNode params() {
            return Params.none();
        }

        @Override
        public Progress decode(JsonNode item) {
            Row row = new Row(item);
            return new Progress(row.text("stage"), row.number("done"), row.findNumber("of"), row.text("text"));
        }

        /** All of it is about the same. */
        @Override
        public Optional<String> subject(JsonNode item) {
            return Optional.of(method());
        }
    }
}
