// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a node's store says about the node itself: whose it is, and where. */
record NodeProfile(NetworkId network, IdentityId identity) {
    private static final String AREA = "kernel/node";
    private static final Bytes KEY = Bytes.utf8("profile");

    CompletionStage<NodeProfile> save(PacketStore store) {
        Bytes encoded = new CborWriter()
                .writeArray(2)
                .writeBytes(network.bytes())
                .writeBytes(identity.bytes())
                .toBytes();
        return store.commit(List.of(Change.put(AREA, KEY, encoded))).thenApply(position -> this);
    }

    static CompletionStage<NodeProfile> load(PacketStore store) {
        return store.read(AREA, KEY).thenCompose(found -> {
            try {
                return CompletableFuture.completedFuture(
                        decode(found.orElseThrow(() -> new MalformedException("missing"))));
            } catch (MalformedException e) {
                return CompletableFuture.failedFuture(new StoreException(
                        StoreException.Reason.FAILED,
                        "Its store does not say which network it is in. Restore the home directory from a backup."));
            }
        });
    }

    private static NodeProfile decode(Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        NodeProfile profile = new NodeProfile(NetworkId.read(in), IdentityId.read(in));
        in.end();
        return profile;
    }
}
