// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.flow;

import io.pipes.base.Clamp;
import io.pipes.spi.loop.Loop;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * One who hears what changes in something that has keys. What waits for it is which keys changed, each once, and what they have is looked
 * up when it is its turn: so however slow it is, no more waits than there are keys.
 *
 * <p>Lives on the node's loop; {@link #request} and {@link #cancel} come from any thread.
 */
public final class ChangeSubscription<E> implements Flow.Subscription {
    private final Loop loop;
    private final Flow.Subscriber<? super E> subscriber;
    private final Function<String, Optional<E>> now;
    private final Runnable gone;
    private final Set<String> changed = new LinkedHashSet<>();
    private long demand;
    private boolean ended;
    private boolean draining;

    /**
     * @param now what is said of a key that changed; nothing if that is gone by its turn
     * @param gone runs when it ends
     */
    public ChangeSubscription(
            Loop loop, Flow.Subscriber<? super E> subscriber, Function<String, Optional<E>> now, Runnable gone) {
        this.loop = loop;
        this.subscriber = subscriber;
        this.now = now;
        this.gone = gone;
    }

    public void begin() {
        guarded(() -> subscriber.onSubscribe(this));
    }

    public void changed(String key) {
        if (!ended) {
            changed.add(key);
            drain();
        }
    }

    @Override
    public void request(long count) {
        loop.execute(() -> requested(count));
    }

    @Override
    public void cancel() {
        loop.execute(this::end);
    }

    private void requested(long count) {
        if (ended) {
            return;
        }
        if (count <= 0) {
            fail(new IllegalArgumentException("A subscriber must ask for at least one change"));
            return;
        }
        demand = Clamp.add(demand, count);
        drain();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (demand > 0 && !changed.isEmpty() && !ended) {
                now.apply(next()).ifPresent(this::tell);
            }
        } finally {
            draining = false;
        }
    }

    private String next() {
        Iterator<String> first = changed.iterator();
        String key = first.next();
        first.remove();
        return key;
    }

    private void tell(E event) {
        demand--;
        guarded(() -> subscriber.onNext(event));
    }

    public void fail(Throwable why) {
        if (!ended) {
            end();
            guarded(() -> subscriber.onError(why));
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            changed.clear();
            gone.run();
        }
    }

    /** A subscriber that throws has broken its contract (Flow, rule 2.13) and is cut off. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException broken) {
            end();
        }
    }
}
