// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.pipeline.packet.Packet;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The proofs of forks in one pipeline, in the node's store: one for each author, whatever else it does. */
final class ForkStore {
    private final PacketStore store;
    private final CryptoSuite suite;
    private final String forks;
    private final String packets;

    ForkStore(PacketStore store, CryptoSuite suite, Bytes routeTag) {
        this.store = store;
        this.suite = suite;
        forks = "pipeline/forks/" + routeTag.hex();
        packets = "pipeline/fork-packets/" + routeTag.hex();
    }

    /** Whose forks are proven here. */
    CompletionStage<List<NodeId>> authors() {
        return new StoreArea(store, forks).all().thenApply(all -> {
            List<NodeId> authors = new ArrayList<>();
            all.stream()
                    .filter(entry -> entry.key().size() == NodeId.SIZE)
                    .forEach(entry -> authors.add(NodeId.of(entry.key())));
            return authors;
        });
    }

    CompletionStage<Long> write(Fork fork) {
        Bytes author = fork.author().bytes();
        return store.commit(List.of(
                Change.put(packets, key(author, 0), fork.counting().encoded()),
                Change.put(packets, key(author, 1), fork.other().encoded()),
                Change.put(
                        forks,
                        author,
                        new CborWriter(16).writeUnsigned(fork.seq()).toBytes())));
    }

    /** Empty if there is none, or what there is does not read. */
    CompletionStage<Optional<Fork>> read(NodeId author) {
        return store.readAll(packets, List.of(key(author.bytes(), 0), key(author.bytes(), 1)))
                .thenApply(found -> found.stream().allMatch(Optional::isPresent)
                        ? fork(found.get(0).get(), found.get(1).get())
                        : Optional.empty());
    }

    private Optional<Fork> fork(Bytes one, Bytes other) {
        try {
            return Fork.of(Packet.decodeOrStub(suite, one), Packet.decodeOrStub(suite, other));
        } catch (MalformedException otherVersion) {
            return Optional.empty();
        }
    }

    private static Bytes key(Bytes author, int which) {
        byte[] key = new byte[author.size() + 1];
        author.copyTo(key, 0);
        key[author.size()] = (byte) which;
        return Bytes.wrap(key);
    }
}
