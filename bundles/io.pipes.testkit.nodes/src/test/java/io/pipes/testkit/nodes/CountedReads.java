// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import io.pipes.testkit.network.SimulatedHost;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stores that count how often histories are read. */
final class CountedReads implements StoreMaker {
    private final StoreMaker stores;
    private int pages;
    private int packets;

    CountedReads(StoreMaker stores) {
        this.stores = stores;
    }

    /** So many pages of packets were read, in the order in which they had come. */
    int pages() {
        return pages;
    }

    /** So many packets were read by their numbers. */
    int packets() {
        return packets;
    }

    @Override
    public PacketStores make(SimulatedHost host, CryptoSuite suite) {
        PacketStores made = stores.make(host, suite);
        return new PacketStores() {
            @Override
            public String kind() {
                return made.kind();
            }

            @Override
            public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
                return made.open(name, key, loop).thenApply(CountedReads.this::counted);
            }

            @Override
            public CompletionStage<Void> destroy(String name) {
                return made.destroy(name);
            }
        };
    }

    private PacketStore counted(PacketStore store) {
        return (PacketStore) Proxy.newProxyInstance(
                CountedReads.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0].toString().startsWith("pipeline/history/")) {
                        pages += method.getName().equals("scan") ? 1 : 0;
                        packets += method.getName().equals("readAll") ? ((List<?>) arguments[1]).size() : 0;
                    }
                    return method.invoke(store, arguments);
                });
    }
}
