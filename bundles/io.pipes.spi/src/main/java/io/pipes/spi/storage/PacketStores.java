// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Secret;
import io.pipes.spi.loop.Loop;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Opens stores. The bundle that provides it closes all of them when it stops. */
@ConsumerType
public interface PacketStores {
    /** {@code derby}, {@code postgresql}, {@code memory}. */
    String kind();

    /**
     * Opens the store of one node, made empty if there is none.
     *
     * @param name directory name of the store: 1 to 64 characters of {@code a-z 0-9 -}
     * @param key 32 bytes under which everything is sealed
     * @param loop where stages complete
     */
    CompletionStage<PacketStore> open(String name, Secret key, Loop loop);

    /** Deletes a store that is not open, for good. */
    CompletionStage<Void> destroy(String name);
}
