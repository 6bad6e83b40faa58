// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreHealth;
import java.lang.reflect.Proxy;
import java.util.function.LongSupplier;

/** A store that says it has set records aside, and is otherwise as it is. */
public final class SetAside {
    private SetAside() {}

    /** @param count how many, asked each time */
    public static PacketStore of(PacketStore store, LongSupplier count) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(store, arguments);
                    return answer instanceof StoreHealth health
                            ? new StoreHealth(health.entries(), health.bytes(), count.getAsLong(), health.problems())
                            : answer;
                });
    }
}
