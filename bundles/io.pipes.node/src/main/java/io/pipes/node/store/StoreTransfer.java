// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the stores of all nodes, one after the other, from one provider to another. Nobody else has them open. */
final class StoreTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTransfer.class);

    private final PacketStores from;
    private final PacketStores to;
    private final CryptoSuite suite;
    private final Loop loop;
    private final LongConsumer copied;
    private final Runnable nodeDone;

    StoreTransfer(
            PacketStores from, PacketStores to, CryptoSuite suite, Loop loop, LongConsumer copied, Runnable nodeDone) {
        this.from = from;
        this.to = to;
        this.suite = suite;
        this.loop = loop;
        this.copied = copied;
        this.nodeDone = nodeDone;
    }

    /** What lies in the other provider under these names is destroyed first: it is what an earlier attempt has left. */
    CompletionStage<Void> run(Map<String, Secret> stores) {
        return next(stores.entrySet().iterator());
    }

    private CompletionStage<Void> next(Iterator<Map.Entry<String, Secret>> stores) {
        if (!stores.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        Map.Entry<String, Secret> store = stores.next();
        return copy(store.getKey(), store.getValue()).thenCompose(done -> {
            nodeDone.run();
            return next(stores);
        });
    }

    private CompletionStage<Void> copy(String name, Secret key) {
        return to.destroy(name)
                .thenCompose(clean ->
                        with(from, name, key, source -> with(to, name, key, target -> copy(source, target))));
    }

    private CompletionStage<Void> copy(PacketStore source, PacketStore target) {
        return new StoreCopy(source, target, suite, copied).run().thenRun(() -> {
            long damaged = source.health().quarantined();
            if (damaged > 0) {
                LOG.warn("{} damaged records could not be moved; the node fetches again what it misses", damaged);
            }
        });
    }

    /** Opens a store and closes it again, whatever comes of its use. */
    private CompletionStage<Void> with(
            PacketStores provider, String name, Secret key, Function<PacketStore, CompletionStage<Void>> use) {
        return provider.open(name, key, loop)
                .thenCompose(store -> use.apply(store)
                        .handle((done, failure) -> store.close()
                                .thenCompose(closed -> failure == null
                                        ? CompletableFuture.<Void>completedFuture(null)
                                        : CompletableFuture.<Void>failedFuture(failure)))
                        .thenCompose(Function.identity()));
    }
}
