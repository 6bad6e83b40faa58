// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.message.Message;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history into a {@link StateReplica}, author by author: first what was there when reading began, then what comes. Up to where it has
 * read is a number for each author, which means the same whatever the disk has damaged or a move has put elsewhere. Lives on the node's
 * loop.
 */
final class ReplicaReader {
    private static final Duration READ_AGAIN = Duration.ofSeconds(2);
    /** How often it looks whether the keys have come for which it waits. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** So many epochs of one author are remembered; whoever makes more up is passed over alone. */
    static final int MAX_UNREAD = 1_024;

    private final NodeContext node;
    private final StateSource source;
    private final HybridClock clock;
    private final Listener listener;
    private final StateReplica replica;
    /** The number of the last packet of each author that was read. */
    private final Map<NodeId, Long> read;
    /** The epochs of each author's packets that were passed over for want of a key. */
    private final Map<NodeId, Set<EpochId>> unread = new TreeMap<>();
    /** The numbers of each author's packets that were damaged when their turn came. */
    private final Map<NodeId, Set<Long>> missed = new TreeMap<>();
    /** Of whom there may be more to read. */
    private final Set<NodeId> due = new LinkedHashSet<>();
    /** Whose next packet waits for its key. */
    private final Set<NodeId> held = new LinkedHashSet<>();
    /** Up to where each author is to be read first. */
    private final Map<NodeId, Long> goals = new TreeMap<>();

    private @Nullable Cancellable timer;
    private boolean reading;
    private boolean begun;
    private boolean stopped;

    /** Hears what becomes of a reader. */
    interface Listener {
        /** A message was read, and what it said is in the replica. */
        void read(ReplicaReader reader, Message message, Optional<StateReplica.Changed> changed);

        /** Some packets were read; it may have {@linkplain ReplicaReader#isCaughtUp caught up} with that. */
        void went(ReplicaReader reader);
    }

    /** @param begin what is known already, and from where on more is to be read */
    ReplicaReader(NodeContext node, StateSource source, HybridClock clock, Listener listener, Replayed begin) {
        this.node = node;
        this.source = source;
        this.clock = clock;
        this.listener = listener;
        replica = begin.replica();
        read = new TreeMap<>(begin.read());
        begin.unread().forEach((author, epochs) -> unread.put(author, new TreeSet<>(epochs)));
    }

    /**
     * A replica, and how it came about.
     *
     * @param read the number of the last packet of each author that was read
     * @param unread the epochs of each author's packets that were passed over
     */
    record Replayed(StateReplica replica, Map<NodeId, Long> read, Map<NodeId, ? extends Collection<EpochId>> unread) {
        static Replayed nothing() {
            return new Replayed(new StateReplica(), Map.of(), Map.of());
        }
    }

    void begin() {
        begun = true;
        source.authors().forEach(author -> {
            if (source.end(author) > read(author)) {
                goals.put(author, source.end(author));
            }
        });
        look();
        if (isCaughtUp()) {
            listener.went(this);
        }
    }

    /** More may count than before, or be readable. */
    void look() {
        held.clear();
        due.addAll(source.authors());
        goOn();
    }

    /** There is more of an author. */
    void grown(NodeId author) {
        due.add(author);
        goOn();
    }

    StateReplica replica() {
        return replica;
    }

    /** Whether everything was read that was there when reading began. */
    boolean isCaughtUp() {
        return begun && goals.isEmpty();
    }

    Replayed replayed() {
        return new Replayed(replica, read, unread);
    }

    /** The number of the last packet of an author that was read; 0 before the first. */
    private long read(NodeId author) {
        return read.getOrDefault(author, 0L);
    }

    /** Whether everything that counts and was read there was read here. */
    boolean hasAllOf(ReplicaReader other) {
        return other.read.entrySet().stream()
                .allMatch(one -> read(one.getKey()) >= Math.min(one.getValue(), source.end(one.getKey())));
    }

    /** Whether something was read that counts no more, or was passed over and can be read now. */
    boolean isOutdated() {
        return replica.frontier().stream().anyMatch(dot -> dot.seq() > source.limit(dot.author()))
                || unread.values().stream().anyMatch(epochs -> epochs.stream().anyMatch(source::isReadable));
    }

    /** Whether more was read than there is: not of this history. */
    boolean isAhead() {
        return read.keySet().stream()
                .anyMatch(author -> source.limit(author) == StateSource.ALL && read(author) > source.end(author));
    }

    /** Whether something was damaged when its turn came. */
    boolean hasMissed() {
        return !missed.isEmpty();
    }

    /** Whether something was damaged when its turn came, and is there now. */
    boolean canBeMended() {
        return missed.entrySet().stream()
                .anyMatch(one -> one.getValue().stream().anyMatch(seq -> !source.isMissing(one.getKey(), seq)));
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** One author after the other, so that one who writes without end holds up nobody. */
    private void goOn() {
        while (!reading && !stopped && !due.isEmpty()) {
            NodeId author = due.iterator().next();
            due.remove(author);
            if (held.contains(author) || source.end(author) <= read(author)) {
                if (reached(author)) {
                    listener.went(this);
                }
            } else {
                reading = true;
                source.next(author, read(author))
                        .whenCompleteAsync((run, failure) -> came(author, run, failure), node.loop());
            }
        }
    }

    /** @param failure of the store, which is asked again */
    private void came(NodeId author, StateSource.@Nullable Run run, @Nullable Throwable failure) {
        reading = false;
        if (stopped) {
            return;
        }
        if (run == null || run.end() <= read(author) && !run.held()) {
            due.add(author);
            againIn(READ_AGAIN);
            return;
        }
        take(author, run);
        goOn();
    }

    private void take(NodeId author, StateSource.Run run) {
        run.messages().forEach(this::take);
        // Behind the messages: a snapshot that has only some of them has them read once more. What counts no more is
        // not read: it may
        // count again.
        read.merge(author, Math.min(run.end(), source.limit(author)), Math::max);
        passOver(author, run);
        if (run.held()) {
            held.add(author);
            againIn(LOOK_AGAIN);
        } else if (source.end(author) > read(author)) {
            due.add(author);
        }
        reached(author);
        listener.went(this);
    }

    private void passOver(NodeId author, StateSource.Run run) {
        for (EpochId epoch : run.unread()) {
            Set<EpochId> ofOne = unread.computeIfAbsent(author, none -> new TreeSet<>());
            if (ofOne.size() < MAX_UNREAD) {
                ofOne.add(epoch);
            }
        }
        if (!run.missing().isEmpty()) {
            missed.computeIfAbsent(author, none -> new TreeSet<>()).addAll(run.missing());
        }
    }

    /** Whether an author was read just now as far as was to be read first. */
    private boolean reached(NodeId author) {
        Long goal = goals.get(author);
        return goal != null && read(author) >= Math.min(goal, source.end(author)) && goals.remove(author) != null;
    }

    private void againIn(Duration pause) {
        if (timer != null) {
            timer.cancel();
        }
        timer = node.loop().schedule(pause, this::look);
    }

    private void take(Message message) {
        Optional<StateReplica.Changed> changed = isOperation(message) ? apply(message) : Optional.empty();
        listener.read(this, message, changed);
    }

    /** What counts may have changed since the message was read. */
    private boolean isOperation(Message message) {
        return StateOperation.isIn(message) && message.seq() <= source.limit(message.author());
    }

    private Optional<StateReplica.Changed> apply(Message message) {
        try {
            Dot dot = new Dot(message.author(), message.seq(), message.index());
            StateOperation operation = StateOperation.decode(message.content());
            clock.observe(operation.stamp());
            return replica.apply(dot, operation);
        } catch (MalformedException nonsense) {
            // For everybody it is as if nothing had been said.
            return Optional.empty();
        }
    }
}
