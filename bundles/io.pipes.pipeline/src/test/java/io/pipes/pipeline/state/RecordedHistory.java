// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.LoneNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A history of packets with one message each, which outlives nodes. It counts what is read of it. */
final class RecordedHistory implements StateSource {
    private final LoneNode node;
    private final List<Message> messages = new ArrayList<>();
    private final Map<NodeId, List<Message>> byAuthor = new TreeMap<>();
    private final Map<NodeId, Long> limits = new TreeMap<>();
    /** What an author said in an epoch whose key has not come. */
    private final Map<Message, EpochId> unread = new HashMap<>();

    private final Set<Message> damaged = new HashSet<>();
    private Consumer<NodeId> follower = author -> {};
    private final Set<EpochId> keys = new HashSet<>();
    /** How many messages were read. */
    int read;

    boolean fails;

    RecordedHistory(LoneNode node) {
        this(node, List.of());
    }

    private RecordedHistory(LoneNode node, List<Message> before) {
        this.node = node;
        before.forEach(this::add);
    }

    /** The same history on a node that was started again. */
    RecordedHistory of(LoneNode again) {
        RecordedHistory same = new RecordedHistory(again, messages);
        same.unread.putAll(unread);
        same.damaged.addAll(damaged);
        same.keys.addAll(keys);
        same.limits.putAll(limits);
        return same;
    }

    void followedBy(Consumer<NodeId> hearing) {
        follower = hearing;
    }

    /** No key of its epoch has come. */
    void seal(Message message, EpochId epoch) {
        unread.put(message, epoch);
    }

    void keyHasCome(EpochId epoch) {
        keys.add(epoch);
    }

    void damage(Message message) {
        damaged.add(message);
    }

    void mend() {
        damaged.clear();
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
        long seq = of(author).size() + 1;
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
        add(message);
        node.loop().execute(() -> follower.accept(author));
        return message;
    }

    private void add(Message message) {
        messages.add(message);
        byAuthor.computeIfAbsent(message.author(), none -> new ArrayList<>()).add(message);
    }

    void limit(NodeId author, long last) {
        limits.put(author, last);
    }

    @Override
    public CompletionStage<Void> open() {
        return fails
                ? CompletableFuture.failedFuture(new IllegalStateException("the store"))
                : CompletableFuture.completedFuture(null);
    }

    /** Three packets at a time. */
    @Override
    public CompletionStage<Run> next(NodeId author, long after) {
        if (fails) {
            return CompletableFuture.failedFuture(new IllegalStateException("the store"));
        }
        List<Message> next = of(author).subList((int) after, (int) Math.min(after + 3, end(author)));
        List<Message> there =
                next.stream().filter(one -> !damaged.contains(one)).toList();
        List<Message> readable = there.stream().filter(one -> isReadable(one)).toList();
        read += readable.size();
        return CompletableFuture.completedFuture(new Run(
                after + next.size(),
                readable,
                there.stream()
                        .filter(one -> !readable.contains(one))
                        .map(unread::get)
                        .toList(),
                next.stream().filter(damaged::contains).map(Message::seq).toList(),
                false));
    }

    private boolean isReadable(Message message) {
        return !unread.containsKey(message) || isReadable(unread.get(message));
    }

    private List<Message> of(NodeId author) {
        return byAuthor.getOrDefault(author, List.of());
    }

    @Override
    public Collection<NodeId> authors() {
        return byAuthor.keySet();
    }

    @Override
    public long limit(NodeId author) {
        return limits.getOrDefault(author, ALL);
    }

    @Override
    public long end(NodeId author) {
        return Math.min(of(author).size(), limit(author));
    }

    @Override
    public boolean isReadable(EpochId epoch) {
        return keys.contains(epoch);
    }

    @Override
    public boolean isMissing(NodeId author, long seq) {
        return damaged.stream().anyMatch(one -> one.author().equals(author) && one.seq() == seq);
    }
}
