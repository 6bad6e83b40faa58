// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.api.PipesException;
import io.pipes.api.message.Message;
import io.pipes.api.pipeline.From;
import io.pipes.base.Cancellable;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.spi.node.NodeContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a history into a {@link StateReplica}: first to where it ended when reading began, then what comes. Reading again begins behind the
 * last message that was read. Lives on the node's loop.
 */
final class ReplicaReader {
    private static final Duration READ_AGAIN = Duration.ofSeconds(2);

    private final NodeContext node;
    private final StateSource source;
    private final HybridClock clock;
    private final Listener listener;
    private final StateReplica replica;
    /** What counts of those of whom not everything does, as it was when they were read. */
    private final Map<NodeId, Long> limits;

    private From.@Nullable After position;
    private @Nullable Reading reading;
    private @Nullable Cancellable timer;
    private boolean caughtUp;
    private boolean stopped;

    /** Hears what becomes of a reader. */
    interface Listener {
        /** A message was read, and what it said is in the replica. */
        void read(ReplicaReader reader, Message message, Optional<StateReplica.Changed> changed);

        /** Everything was read that was there when reading began. */
        void caughtUp(ReplicaReader reader);

        /** The place where reading was to go on is not there. */
        void lost(ReplicaReader reader);
    }

    /** @param begin what is known already, and from where on more is to be read */
    ReplicaReader(NodeContext node, StateSource source, HybridClock clock, Listener listener, Replayed begin) {
        this.node = node;
        this.source = source;
        this.clock = clock;
        this.listener = listener;
        replica = begin.replica();
        limits = new TreeMap<>(begin.limits());
        position = begin.position();
    }

    /**
     * A replica, and how it came about.
     *
     * @param position behind the last message that was read; null if none was
     * @param limits what counted of those authors of whom not everything does
     */
    record Replayed(StateReplica replica, From.@Nullable After position, Map<NodeId, Long> limits) {
        static Replayed nothing() {
            return new Replayed(new StateReplica(), null, Map.of());
        }
    }

    void begin() {
        // A first look at what counts, so that a later one finds what has changed.
        isOutdated();
        subscribe();
    }

    private void subscribe() {
        Reading next = new Reading();
        reading = next;
        source.read(position == null ? From.START : position, !caughtUp).subscribe(next);
    }

    StateReplica replica() {
        return replica;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    Replayed replayed() {
        return new Replayed(replica, position, limits);
    }

    /** Whether everything that counts and was read there was read here. */
    boolean hasAllOf(ReplicaReader other) {
        return other.replica.frontier().stream()
                .allMatch(dot -> dot.seq() > source.limit(dot.author()) || replica.hasCome(dot));
    }

    /**
     * Whether something was read that counts no more, or was passed over and counts now. If not, what counts now is remembered for the next
     * time.
     */
    boolean isOutdated() {
        Set<NodeId> authors = new TreeSet<>(source.authors());
        replica.frontier().forEach(dot -> authors.add(dot.author()));
        if (authors.stream().anyMatch(this::isOutdated)) {
            return true;
        }
        authors.forEach(author -> remember(author, source.limit(author)));
        return false;
    }

    private boolean isOutdated(NodeId author) {
        long now = source.limit(author);
        long before = limits.getOrDefault(author, StateSource.ALL);
        boolean passedOver = now > before && source.last(author) > before;
        return passedOver || replica.last(author) > now;
    }

    private void remember(NodeId author, long limit) {
        if (limit == StateSource.ALL) {
            limits.remove(author);
        } else {
            limits.put(author, limit);
        }
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
        if (reading != null) {
            reading.cancel();
        }
    }

    private void take(Message message) {
        position = new From.After(message.author(), message.seq(), message.index());
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

    private void ended() {
        if (!caughtUp) {
            caughtUp = true;
            listener.caughtUp(this);
        }
        if (!stopped) {
            subscribe();
        }
    }

    private void failed(Throwable why) {
        if (why instanceof PipesException known && known.code() == PipesException.Code.FEATURE_MISSING) {
            stopped = true;
        } else if (why instanceof PipesException known && known.code() == PipesException.Code.NOT_FOUND) {
            listener.lost(this);
        } else {
            timer = node.loop().schedule(READ_AGAIN, this::subscribe);
        }
    }

    /** One go through the history. */
    private final class Reading implements Flow.Subscriber<Message> {
        private Flow.@Nullable Subscription subscription;

        private boolean isOver() {
            return stopped || reading != this;
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (isOver()) {
                given.cancel();
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(Message message) {
            if (!isOver()) {
                take(message);
            }
        }

        @Override
        public void onError(Throwable why) {
            if (!isOver()) {
                failed(why);
            }
        }

        @Override
        public void onComplete() {
            if (!isOver()) {
                ended();
            }
        }
    }
}
