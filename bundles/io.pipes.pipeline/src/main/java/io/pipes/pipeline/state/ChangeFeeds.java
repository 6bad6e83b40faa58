// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import io.pipes.pipeline.flow.ChangeSubscription;
import io.pipes.spi.loop.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import java.util.function.Function;

/** All who hear what changes in a state, by its parts. Lives on the node's loop. */
final class ChangeFeeds {
    private final Loop loop;
    /** The lists are never changed but replaced: subscribers come and go while they are told something. */
    private final Map<StatePart, List<ChangeSubscription<?>>> subscriptions = new TreeMap<>();

    ChangeFeeds(Loop loop) {
        this.loop = loop;
    }

    /**
     * Lets somebody hear of a part from now on.
     *
     * @param there the keys that it hears of first
     * @param now what is said of a key
     */
    <E> void add(
            StatePart part, Flow.Subscriber<? super E> subscriber, Collection<String> there, Function<String, E> now) {
        ChangeSubscription<E> made = made(part, subscriber, now);
        List<ChangeSubscription<?>> more = new ArrayList<>(subscriptions.getOrDefault(part, List.of()));
        more.add(made);
        subscriptions.put(part, List.copyOf(more));
        made.begin();
        List.copyOf(there).forEach(made::changed);
    }

    private <E> ChangeSubscription<E> made(
            StatePart part, Flow.Subscriber<? super E> subscriber, Function<String, E> now) {
        List<ChangeSubscription<E>> self = new ArrayList<>(1);
        self.add(new ChangeSubscription<>(
                loop, subscriber, key -> Optional.of(now.apply(key)), () -> remove(part, self.get(0))));
        return self.get(0);
    }

    /** Lets a subscriber hear that there is nothing to hear. */
    <E> void refuse(StatePart part, Flow.Subscriber<? super E> subscriber, Throwable why) {
        ChangeSubscription<E> refused = new ChangeSubscription<>(
                loop,
                subscriber,
                key -> {
                    throw new IllegalStateException("Who was refused hears of no keys");
                },
                () -> {});
        refused.begin();
        refused.fail(why);
    }

    private void remove(StatePart part, ChangeSubscription<?> gone) {
        List<ChangeSubscription<?>> left = subscriptions.getOrDefault(part, List.of()).stream()
                .filter(other -> other != gone)
                .toList();
        if (left.isEmpty()) {
            subscriptions.remove(part);
        } else {
            subscriptions.put(part, left);
        }
    }

    void changed(StateReplica.Changed changed) {
        subscriptions.getOrDefault(changed.part(), List.of()).forEach(one -> one.changed(changed.key()));
    }

    void close(Throwable why) {
        List.copyOf(subscriptions.values()).forEach(some -> some.forEach(one -> one.fail(why)));
    }
}
