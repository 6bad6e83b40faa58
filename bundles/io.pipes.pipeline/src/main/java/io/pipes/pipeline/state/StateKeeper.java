// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.OnLoop;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of one pipeline from the moment somebody wants it: loads the snapshot, reads what came since, goes on reading, and writes
 * the next snapshot now and then.
 *
 * <p>When something that was read counts no more, or something that was passed over can be read now, the whole history is read again into a
 * new replica; readers have the one before until the new one has read as much. Lives on the node's loop.
 */
final class StateKeeper implements ReplicaReader.Listener {
    private static final Duration BEGIN_AGAIN = Duration.ofSeconds(2);
    private static final int KEYS_AT_ONCE = 1_000;

    private final NodeContext node;
    private final StateSource source;
    private final HybridClock clock;
    private final Function<Content, CompletionStage<Sent>> publishing;
    private final SnapshotStore snapshots;
    private final SnapshotPace pace = new SnapshotPace();
    private final Acknowledgements acknowledgements;
    private final ChangeFeeds feeds;
    /** Calls that came before there was anything to read; in order. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** What readers see; null until everything was read that was there at first. */
    private @Nullable ReplicaReader current;
    /** What takes the place of {@link #current} when it has read as much. */
    private @Nullable ReplicaReader next;

    private CompletionStage<Void> writing = CompletableFuture.completedFuture(null);
    private boolean begun;
    private boolean closed;
    /** Something that was read may be gone. */
    private boolean stale;
    /** How often something is being taken away just now. */
    private int withdrawals;
    /** Whether {@link #next} was begun because something was taken away, */
    private boolean revising;
    /** and whether more was meanwhile. */
    private boolean reviseAgain;

    private record Waiting(Runnable call, Runnable refused) {}

    /** @param publishing makes a message of this node durable and brings it to the others */
    StateKeeper(
            NodeContext node,
            StateSource source,
            HybridClock clock,
            Bytes routeTag,
            Function<Content, CompletionStage<Sent>> publishing) {
        this.node = node;
        this.source = source;
        this.clock = clock;
        this.publishing = publishing;
        snapshots = new SnapshotStore(node, routeTag);
        acknowledgements = new Acknowledgements(() -> source.limit(node.id()) == StateSource.ALL);
        feeds = new ChangeFeeds(node.loop());
    }

    /** Reads from what there is; waits until that is complete. From any thread. */
    <T> CompletionStage<T> read(Function<StateReplica, T> question) {
        return OnLoop.compose(node.loop(), () -> {
            CompletableFuture<T> answer = new CompletableFuture<>();
            whenReady(
                    () -> answer.complete(question.apply(replica())),
                    () -> answer.completeExceptionally(Subscribers.replaced()));
            return answer;
        });
    }

    /**
     * Reads what may be much, some keys in each turn of the loop. From any thread.
     *
     * @param question about a key; each is as it is when its turn comes
     */
    <T> CompletionStage<List<T>> readAll(StatePart part, BiFunction<StateReplica, String, Optional<T>> question) {
        return OnLoop.compose(node.loop(), () -> {
            CompletableFuture<List<T>> answer = new CompletableFuture<>();
            whenReady(
                    () -> readSome(
                            List.copyOf(replica().registers(part).keys()).iterator(),
                            question,
                            new ArrayList<>(),
                            answer),
                    () -> answer.completeExceptionally(Subscribers.replaced()));
            return answer;
        });
    }

    private <T> void readSome(
            Iterator<String> left,
            BiFunction<StateReplica, String, Optional<T>> question,
            List<T> before,
            CompletableFuture<List<T>> answer) {
        for (int i = 0; i < KEYS_AT_ONCE && left.hasNext(); i++) {
            question.apply(replica(), left.next()).ifPresent(before::add);
        }
        if (left.hasNext()) {
            node.loop().execute(() -> readSome(left, question, before, answer));
        } else {
            answer.complete(before);
        }
    }

    /**
     * Makes operations out of what there is, and lets them out. From any thread.
     *
     * @return completes when all are durable and have been read here
     */
    CompletionStage<Sent> write(Making making) {
        return OnLoop.compose(node.loop(), () -> {
            CompletableFuture<Sent> sent = new CompletableFuture<>();
            whenReady(
                    () -> publish(making.make(replica(), clock.next())).whenComplete((done, failure) -> {
                        if (failure == null) {
                            sent.complete(done);
                        } else {
                            sent.completeExceptionally(failure);
                        }
                    }),
                    () -> sent.completeExceptionally(Subscribers.replaced()));
            return sent;
        });
    }

    /** Makes operations of what their author sees. */
    @FunctionalInterface
    interface Making {
        /**
         * At least one.
         *
         * @param stamp a reading of the hybrid clock, later than all that was read unless that was far ahead of this node's time
         */
        List<StateOperation> make(StateReplica seen, long stamp);
    }

    private CompletionStage<Sent> publish(List<StateOperation> operations) {
        return operations.stream()
                .map(operation -> acknowledgements.await(publishing.apply(operation.content())))
                .reduce((before, last) -> before.thenCombine(last, (first, second) -> second))
                .orElseThrow();
    }

    /**
     * What is in a part, and then what changes.
     *
     * @param now what is said of a key
     */
    <E> Flow.Publisher<E> changes(StatePart part, Seeing<E> now) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            node.loop()
                    .execute(() -> whenReady(
                            () -> feeds.add(part, subscriber, replica().keys(part), key -> now.event(replica(), key)),
                            () -> feeds.refuse(part, subscriber, Subscribers.replaced())));
        };
    }

    /** Says what a key has now. */
    @FunctionalInterface
    interface Seeing<E> {
        E event(StateReplica seen, String key);
    }

    private void whenReady(Runnable call, Runnable refused) {
        if (closed) {
            refused.run();
        } else if (current != null) {
            call.run();
        } else {
            waiting.add(new Waiting(call, refused));
            begin();
        }
    }

    private StateReplica replica() {
        ReplicaReader there = current;
        if (there == null) {
            throw new IllegalStateException("Nothing was read yet");
        }
        return there.replica();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            source.open().thenCompose(open -> snapshots.read()).whenCompleteAsync(this::begin, node.loop());
        }
    }

    private void begin(@Nullable Optional<ReplicaReader.Replayed> snapshot, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (snapshot == null || failure != null) {
            node.loop().schedule(BEGIN_AGAIN, () -> {
                begun = false;
                begin();
            });
        } else {
            snapshot.flatMap(this::usable).ifPresentOrElse(this::read, this::readAgain);
        }
    }

    /** A snapshot of what counts no more, or could be read better now, is as good as none. */
    private Optional<ReplicaReader> usable(ReplicaReader.Replayed snapshot) {
        ReplicaReader restored = new ReplicaReader(node, source, clock, this, snapshot);
        if (stale || restored.isOutdated() || restored.isAhead()) {
            return Optional.empty();
        }
        observe(restored.replica());
        return Optional.of(restored);
    }

    /** The clock must be later than what is in the snapshot, or a write of this node would seem older than what it replaces. */
    private void observe(StateReplica restored) {
        restored.forEachRegister((part, registers) ->
                registers.forEach((key, register) -> register.writes().forEach(write -> clock.observe(write.stamp()))));
    }

    private void readAgain() {
        reviseAgain = false;
        read(new ReplicaReader(node, source, clock, this, ReplicaReader.Replayed.nothing()));
    }

    private void read(ReplicaReader reader) {
        if (next != null) {
            next.stop();
        }
        next = reader;
        reader.begin();
    }

    /** There is more of an author. */
    void grown(NodeId author) {
        readers().forEach(reader -> reader.grown(author));
    }

    /** What counts, or what can be read, may have changed. */
    void look() {
        readAgainIf(ReplicaReader::isOutdated);
        readers().forEach(ReplicaReader::look);
        acknowledgements.look();
    }

    /** Packets that were damaged may be there again. */
    void mended() {
        readAgainIf(ReplicaReader::canBeMended);
    }

    private List<ReplicaReader> readers() {
        return closed
                ? List.of()
                : Stream.of(current, next).flatMap(Stream::ofNullable).toList();
    }

    private void readAgainIf(Predicate<ReplicaReader> wrong) {
        ReplicaReader newest = next != null ? next : current;
        if (newest != null && !closed && wrong.test(newest)) {
            readAgain();
        }
    }

    /** What was read is being taken away; no snapshot is made of it. Completes when none is being written. */
    CompletionStage<Void> forget() {
        stale = true;
        withdrawals++;
        return writing;
    }

    /** It is gone, for what {@link #forget} was called. */
    void withdrawn() {
        withdrawals--;
        if (closed) {
            return;
        }
        if (next != null && revising) {
            // Who takes back what it wrote again and again must not keep everybody from reading anything.
            reviseAgain = true;
            next.look();
        } else if (next != null || current != null) {
            revise();
        }
    }

    private void revise() {
        revising = true;
        readAgain();
    }

    @Override
    public void read(ReplicaReader reader, Message message, Optional<StateReplica.Changed> changed) {
        pace.read(message);
        if (reader == current) {
            changed.ifPresent(feeds::changed);
            if (StateOperation.isIn(message) && message.author().equals(node.id())) {
                acknowledgements.read(message);
            }
        }
    }

    @Override
    public void went(ReplicaReader reader) {
        if (reader == next) {
            takeOver(reader);
        } else if (reader == current) {
            writeIfDue();
        }
    }

    /** When it has read as much as what readers see, it is what they see. */
    private void takeOver(ReplicaReader reader) {
        ReplicaReader before = current;
        if (!reader.isCaughtUp() || before != null && !stale && !reader.hasAllOf(before)) {
            return;
        }
        current = reader;
        next = null;
        stale = withdrawals > 0 || reviseAgain;
        revising = false;
        if (before != null) {
            before.stop();
            reader.replica().differences(before.replica()).forEach(feeds::changed);
            acknowledgements.close();
        }
        while (!waiting.isEmpty()) {
            waiting.poll().call().run();
        }
        if (reviseAgain) {
            revise();
        }
        writeIfDue();
    }

    private void writeIfDue() {
        if (pace.isDue() && !closed && !stale) {
            writeSnapshot();
        }
    }

    private void writeSnapshot() {
        ReplicaReader there = current;
        if (there == null || there.hasMissed()) {
            // What is damaged comes again, and would be missing in what begins with the snapshot.
            return;
        }
        pace.begin();
        writing = snapshots
                .write(StateSnapshot.of(there.replayed()))
                .handleAsync(
                        (size, failure) -> {
                            if (failure == null) {
                                pace.written(size);
                            } else {
                                pace.failed();
                            }
                            return null;
                        },
                        node.loop());
    }

    /** Writes a snapshot of what has been read since the last one, for whoever comes next, and takes nothing more. */
    CompletionStage<Void> finish() {
        closed = true;
        if (next != null) {
            next.stop();
        }
        if (current != null) {
            current.stop();
        }
        acknowledgements.close();
        feeds.close(Subscribers.replaced());
        while (!waiting.isEmpty()) {
            waiting.poll().refused().run();
        }
        return writing.thenComposeAsync(
                done -> {
                    if (pace.hasNews() && !stale) {
                        writeSnapshot();
                    }
                    return writing;
                },
                node.loop());
    }
}
