// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.PacketStores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stores that change the last bit of what they are given, and acknowledge it all the same. */
record ForgetfulStores(String kind, PacketStores stores) implements PacketStores {
    @Override
    public CompletionStage<PacketStore> open(String name, Secret key, Loop loop) {
        return stores.open(name, key, loop).thenApply(ForgetfulStores::forgetful);
    }

    private static PacketStore forgetful(PacketStore store) {
        return (PacketStore) Proxy.newProxyInstance(
                PacketStore.class.getClassLoader(), new Class<?>[] {PacketStore.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("commit")
                                ? store.commit(changed((List<?>) arguments[0]))
                                : method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static List<Change> changed(List<?> changes) {
        return changes.stream()
                .map(Change.class::cast)
                .map(change -> {
                    byte[] value = change.value() == null
                            ? new byte[1]
                            : change.value().toArray();
                    value[value.length - 1] ^= 1;
                    return Change.put(change.area(), change.key(), Bytes.wrap(value));
                })
                .toList();
    }

    @Override
    public CompletionStage<Void> destroy(String name) {
        return stores.destroy(name);
    }
}
