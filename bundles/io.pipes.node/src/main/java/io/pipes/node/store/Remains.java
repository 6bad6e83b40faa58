// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.storage.PacketStores;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a move leaves in the store that nodes are not kept in, until it is destroyed. What does not succeed is tried again at the next start. */
final class Remains {
    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

    private final HomeChoice home;
    private final StoreKeys keys;
    private final Executor blocking;
    private volatile boolean clearing;

    Remains(HomeChoice home, StoreKeys keys, Executor blocking) {
        this.home = home;
        this.keys = keys;
        this.blocking = blocking;
    }

    /** Whether {@link #clearLater} has not come to its end. */
    boolean isClearing() {
        return clearing;
    }

    /** Destroys what is there on a thread that may block, and then says in the home that nothing is. */
    void clearLater(PacketStores other) {
        clearing = true;
        try {
            blocking.execute(() -> {
                try {
                    clear(other, () -> clearing = false);
                } catch (KeystoreException | RuntimeException e) {
                    clearing = false;
                    LOG.warn("What a move has left in the store {} could not be destroyed now", other.kind(), e);
                }
            });
        } catch (RejectedExecutionException stopping) {
            clearing = false;
        }
    }

    /** As {@link #clearLater}, from a thread that may block; something is done when that is over, whatever came of it. */
    void clear(PacketStores other, Runnable then) throws KeystoreException {
        destroy(other, keys.names().iterator()).whenComplete((done, failure) -> {
            try {
                blocking.execute(() -> cleared(other, failure, then));
            } catch (RejectedExecutionException stopping) {
                then.run();
            }
        });
    }

    private void cleared(PacketStores other, @Nullable Throwable failure, Runnable then) {
        try {
            if (failure != null) {
                throw failure;
            }
            home.write(StoreChoice.of(home.chosen().orElseThrow().kind()));
        } catch (Throwable e) {
            LOG.warn("What a move has left in the store {} is destroyed at the next start", other.kind(), e);
        }
        then.run();
    }

    private static CompletionStage<Void> destroy(PacketStores provider, Iterator<String> names) {
        return names.hasNext()
                ? provider.destroy(names.next()).thenCompose(done -> destroy(provider, names))
                : CompletableFuture.completedFuture(null);
    }
}
