// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.forward.record.ForwardRecord;
import io.pipes.forward.record.PublishedRecord;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is published and forwarded, in the node's store. */
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);

    private static final String PUBLISHED = "forward/published";
    private static final String FORWARDED = "forward/forwarded";

    /** More than there can be. */
    private static final int MOST = 4_096;

    private final PacketStore store;

    Records(PacketStore store) {
        this.store = store;
    }

    private interface Reader<T> {
        T read(Bytes encoded) throws MalformedException;
    }

    CompletionStage<List<PublishedRecord>> published() {
        return all(PUBLISHED, PublishedRecord::read);
    }

    CompletionStage<List<ForwardRecord>> forwarded() {
        return all(FORWARDED, ForwardRecord::read);
    }

    private <T> CompletionStage<List<T>> all(String area, Reader<T> reader) {
        return store.scan(area, -1, MOST).thenApply(entries -> {
            List<T> read = new ArrayList<>();
            for (StoredEntry entry : entries) {
                try {
                    read.add(reader.read(entry.value()));
                } catch (MalformedException e) {
                    // It stays where it is, for the version that wrote it.
                    LOG.warn("An entry of {} cannot be read and counts for nothing: {}", area, e.getMessage());
                }
            }
            return read;
        });
    }

    CompletionStage<Long> keep(PublishedRecord record) {
        return store.commit(List.of(Change.put(PUBLISHED, Bytes.utf8(record.service()), record.encode())));
    }

    CompletionStage<Long> forgetPublished(String service) {
        return store.commit(List.of(Change.remove(PUBLISHED, Bytes.utf8(service))));
    }

    CompletionStage<Long> keep(ForwardRecord record) {
        return store.commit(List.of(Change.put(FORWARDED, key(record.number()), record.encode())));
    }

    CompletionStage<Long> forgetForwarded(long number) {
        return store.commit(List.of(Change.remove(FORWARDED, key(number))));
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
