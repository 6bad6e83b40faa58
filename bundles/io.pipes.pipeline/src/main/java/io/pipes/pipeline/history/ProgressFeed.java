// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.pipeline.SyncProgress;
import io.pipes.base.Cancellable;
import io.pipes.pipeline.flow.ChangeSubscription;
import io.pipes.pipeline.flow.Subscribers;
import io.pipes.spi.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who hear how far the copies of a pipeline have come together. While somebody does it is looked at when something has changed, and,
 * as long as it may change by itself, every second; else never.
 */
public final class ProgressFeed {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Set<SyncProgress.State> SETTLED =
            EnumSet.of(SyncProgress.State.ALONE, SyncProgress.State.IN_STEP);
    /** What is told is one thing. */
    private static final String ALL = "";

    private final Loop loop;
    private final Supplier<SyncProgress> source;
    /** Never changed but replaced: subscribers come and go while they are told something. */
    private List<ChangeSubscription<SyncProgress>> subscribers = List.of();

    private @Nullable SyncProgress told;
    private @Nullable Cancellable timer;
    private boolean changed;
    private boolean closed;

    /** @param source says how far they have come now */
    ProgressFeed(Loop loop, Supplier<SyncProgress> source) {
        this.loop = loop;
        this.source = source;
    }

    Flow.Publisher<SyncProgress> publisher() {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            loop.execute(() -> add(subscriber));
        };
    }

    private void add(Flow.Subscriber<? super SyncProgress> subscriber) {
        List<ChangeSubscription<SyncProgress>> self = new ArrayList<>(1);
        ChangeSubscription<SyncProgress> made =
                new ChangeSubscription<>(loop, subscriber, all -> Optional.of(newest()), () -> remove(self.get(0)));
        self.add(made);
        List<ChangeSubscription<SyncProgress>> more = new ArrayList<>(subscribers);
        more.add(made);
        subscribers = List.copyOf(more);
        made.begin();
        if (closed) {
            made.fail(Subscribers.replaced());
            return;
        }
        if (timer == null) {
            look();
        }
        made.changed(ALL);
    }

    private SyncProgress newest() {
        return Objects.requireNonNull(told);
    }

    private void remove(ChangeSubscription<SyncProgress> gone) {
        subscribers = subscribers.stream().filter(other -> other != gone).toList();
    }

    /** More is here, or a peer has said something else, or has gone. */
    public void changed() {
        changed = true;
        if (timer == null && !subscribers.isEmpty()) {
            look();
        }
    }

    private void look() {
        changed = false;
        SyncProgress now = source.get();
        timer = loop.schedule(PAUSE, this::lookAgain);
        if (!now.equals(told)) {
            told = now;
            subscribers.forEach(one -> one.changed(ALL));
        }
    }

    private void lookAgain() {
        timer = null;
        if (!subscribers.isEmpty() && (changed || !SETTLED.contains(newest().state()))) {
            look();
        }
    }

    /** Ends every subscription, because this feature is being replaced or its node stops. */
    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
        subscribers.forEach(one -> one.fail(Subscribers.replaced()));
    }
}
