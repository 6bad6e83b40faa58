// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.network.NetworkEvent;
import io.pipes.gateway.feed.Features;
import io.pipes.spi.local.LocalNetwork;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What changes in a network, for subscribers that take all of it. Fails with {@code FEATURE_MISSING} when the node behind it is closed: it may be
 * opened again.
 */
record NetworkChanges(LocalNetwork network) implements Flow.Publisher<NetworkEvent> {
    @Override
    public void subscribe(Flow.Subscriber<? super NetworkEvent> subscriber) {
        Listening listening = new Listening();
        subscriber.onSubscribe(listening);
        listening.begin(network.listen(subscriber::onNext, () -> subscriber.onError(Features.missing("node"))));
    }

    /** Cancelled from any thread, perhaps before it has begun. */
    private static final class Listening implements Flow.Subscription {
        private @Nullable AutoCloseable registration;
        private boolean cancelled;

        void begin(AutoCloseable made) {
            boolean late;
            synchronized (this) {
                registration = made;
                late = cancelled;
            }
            if (late) {
                close(made);
            }
        }

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {
            AutoCloseable made;
            synchronized (this) {
                cancelled = true;
                made = registration;
            }
            if (made != null) {
                close(made);
            }
        }

        private static void close(AutoCloseable registration) {
            try {
                registration.close();
            } catch (Exception failure) {
                throw new IllegalStateException("A subscription could not be cancelled", failure);
            }
        }
    }
}
