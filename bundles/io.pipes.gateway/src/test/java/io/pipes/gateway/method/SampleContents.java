// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.PipesException;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.PacketId;
import io.pipes.spi.local.LocalPipelines;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A pipeline with one packet of two messages, a short one and a long one of which pieces come when a test says so. */
final class SampleContents {
    private static final PacketId PACKET = PacketId.of(Bytes.wrap(new byte[PacketId.SIZE]));

    private final List<String> published = new ArrayList<>();
    private final List<Long> begins = new ArrayList<>();
    private final ArrayDeque<Bytes> pieces = new ArrayDeque<>();
    private int discarded;
    private int given;
    private boolean full;
    private boolean ended;
    private Flow.Subscriber<? super Bytes> reader;
    private long demand;

    String shortMessage() {
        return PACKET.text();
    }

    String largeMessage() {
        return PACKET.text() + ".1";
    }

    List<String> published() {
        return published;
    }

    int discarded() {
        return discarded;
    }

    void full(boolean now) {
        full = now;
    }

    /** How many pieces readers were given. */
    int given() {
        return given;
    }

    /** From where readers began. */
    List<Long> begins() {
        return begins;
    }

    void arrives(String piece) {
        pieces.add(Bytes.utf8(piece));
        give();
    }

    void ends() {
        ended = true;
        give();
    }

    void fails(PipesException.Code code) {
        Flow.Subscriber<? super Bytes> failing = reader;
        reader = null;
        failing.onError(new PipesException(code, "It fails."));
    }

    private void give() {
        while (reader != null && demand > 0 && !pieces.isEmpty()) {
            demand--;
            given++;
            reader.onNext(pieces.remove());
        }
        if (reader != null && pieces.isEmpty() && ended) {
            reader.onComplete();
        }
    }

    LocalPipelines pipelines() {
        return new OnePipeline("notes", new Notes());
    }

    private final class Notes extends UnusedPipeline {
        @Override
        public CompletionStage<MessageDraft> draft(String contentType) {
            if (contentType.isEmpty()) {
                throw new PipesException(PipesException.Code.INVALID_ARGUMENT, "A content has a type.");
            }
            return CompletableFuture.completedFuture(new Draft());
        }

        @Override
        public Flow.Publisher<Message> history(From from) {
            return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                private int next;

                @Override
                public void request(long count) {
                    if (next < 2) {
                        subscriber.onNext(message(next++));
                    } else {
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {}
            });
        }
    }

    private Message message(int index) {
        boolean large = index == 1;
        return new Message(
                new MessageName.Published(PACKET, index),
                Optional.of(PACKET),
                index,
                Optional.of("notes"),
                SampleState.SELF,
                "anna",
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                "image/png",
                large ? Bytes.EMPTY : Bytes.utf8("one"),
                large ? Optional.of(new Large()) : Optional.empty(),
                Optional.empty());
    }

    private final class Large implements LargeContent {
        @Override
        public long size() {
            return 6;
        }

        @Override
        public boolean isHere() {
            return false;
        }

        @Override
        public CompletionStage<Long> came() {
            return CompletableFuture.completedFuture(4L);
        }

        @Override
        public Flow.Publisher<Bytes> bytes(long from) {
            return subscriber -> {
                begins.add(from);
                reader = subscriber;
                demand = 0;
                subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long count) {
                        demand += count;
                        give();
                    }

                    @Override
                    public void cancel() {
                        reader = null;
                    }
                });
            };
        }
    }

    private final class Draft implements MessageDraft {
        private final StringBuilder text = new StringBuilder();
        private boolean over;

        @Override
        public CompletionStage<Void> write(Bytes piece) {
            if (full) {
                return CompletableFuture.failedFuture(
                        new PipesException(PipesException.Code.STORAGE, "The disk is full."));
            }
            text.append(new String(piece.toArray(), StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Sent> publish() {
            over = true;
            published.add(text.toString());
            return CompletableFuture.completedFuture(new Sent(
                    new MessageName.Published(PACKET, 0),
                    Optional.of(PACKET),
                    Receipt.STORED,
                    CompletableFuture.completedFuture(Receipt.STORED)));
        }

        @Override
        public void discard() {
            discarded += over ? 0 : 1;
        }
    }
}
