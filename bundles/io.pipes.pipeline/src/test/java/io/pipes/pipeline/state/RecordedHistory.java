// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.pipeline.From;
import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.LoneNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A history of packets with one message each, which outlives nodes. It counts what is read of it. */
final class RecordedHistory implements StateSource {
    private final LoneNode node;
    private final List<Message> messages;
    private final List<Flow.Subscriber<? super Message>> live = new ArrayList<>();
    private final Map<NodeId, Long> limits = new TreeMap<>();
    private final Collection<EpochId> unread = new TreeSet<>();
    /** How many messages were read. */
    int read;

    boolean keysHaveCome;

    RecordedHistory(LoneNode node) {
        this(node, List.of());
    }

    private RecordedHistory(LoneNode node, List<Message> before) {
        this.node = node;
        messages = new ArrayList<>(before);
    }

    /** The same history on a node that was started again. */
    RecordedHistory of(LoneNode again) {
        return new RecordedHistory(again, messages);
    }

    int size() {
        return messages.size();
    }

    CompletionStage<Sent> publish(Content content) {
        Message message = add(LoneNode.SELF, content);
        return CompletableFuture.completedFuture(new Sent(
                message.message(),
                message.packet(),
                Receipt.STORED,
                CompletableFuture.completedFuture(Receipt.STORED)));
    }

    Message add(NodeId author, Content content) {
        long seq = last(author) + 1;
        PacketId packet = PacketId.of(Bytes.wrap(
                ByteBuffer.allocate(PacketId.SIZE).putInt(messages.size()).array()));
        Message message = new Message(
                new MessageName.Published(packet, 0),
                Optional.of(packet),
                0,
                Optional.of("p"),
                author,
                "",
                seq,
                Instant.EPOCH,
                Instant.EPOCH,
                content.contentType(),
                content.bytes());
        messages.add(message);
        node.loop().execute(() -> List.copyOf(live).forEach(one -> tell(one, message)));
        return message;
    }

    private void tell(Flow.Subscriber<? super Message> subscriber, Message message) {
        read++;
        if (message.seq() <= limit(message.author())) {
            subscriber.onNext(message);
        }
    }

    void limit(NodeId author, long last) {
        limits.put(author, last);
    }

    @Override
    public Flow.Publisher<Message> read(From from, boolean toHere) {
        return subscriber -> node.loop().execute(() -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {
                    live.remove(subscriber);
                }
            });
            List.copyOf(messages.subList(place(from), messages.size())).forEach(one -> tell(subscriber, one));
            if (toHere) {
                subscriber.onComplete();
            } else {
                live.add(subscriber);
            }
        });
    }

    private int place(From from) {
        if (!(from instanceof From.After after)) {
            return 0;
        }
        return 1
                + messages.indexOf(messages.stream()
                        .filter(one -> one.author().equals(after.author()) && one.seq() == after.seq())
                        .findFirst()
                        .orElseThrow());
    }

    @Override
    public Collection<NodeId> authors() {
        return new TreeSet<>(messages.stream().map(Message::author).toList());
    }

    @Override
    public long limit(NodeId author) {
        return limits.getOrDefault(author, ALL);
    }

    @Override
    public long last(NodeId author) {
        return messages.stream().filter(one -> one.author().equals(author)).count();
    }

    @Override
    public Collection<EpochId> unread() {
        return List.copyOf(unread);
    }

    @Override
    public void remember(Collection<EpochId> passedOver) {
        unread.addAll(passedOver);
    }

    @Override
    public boolean forgetReadable() {
        boolean any = keysHaveCome && !unread.isEmpty();
        if (any) {
            unread.clear();
        }
        return any;
    }
}
