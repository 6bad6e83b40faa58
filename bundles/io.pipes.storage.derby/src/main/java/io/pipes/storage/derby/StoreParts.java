// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.Disk;
import io.pipes.spi.crypto.ValueCipher;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.storage.derby.index.LiveIndex;
import io.pipes.storage.derby.log.Codecs;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What a store is made of, put together and taken apart in the right order. */
final class StoreParts {
    private final Condition condition;
    private final Quarantine quarantine;
    private final SegmentLog log;
    private final LiveIndex index;
    private final GroupCommitter committer;
    private final Upkeep upkeep;
    private final Reads reads;
    private final AutoCloseable held;

    /**
     * What it is made from.
     *
     * @param ciphers make ciphers under the store's key
     * @param held released when the store is closed: the lock of its directory, the secrets
     */
    record Materials(
            String name,
            Disk disk,
            Supplier<ValueCipher> ciphers,
            Digests digests,
            LogOptions options,
            Executor blocking,
            Loop loop,
            AutoCloseable held) {}

    /** Opens log and index and makes them agree. Blocks. */
    static StoreParts open(Materials from, OpenIndex index) throws IOException {
        Condition condition = new Condition(from.name());
        Quarantine quarantine = new Quarantine(from.name());
        LiveIndex live = index.with(from.digests(), condition);
        try {
            SegmentLog log = SegmentLog.open(
                    from.disk(),
                    from.name() + "/log",
                    new Codecs(from.name(), from.ciphers()),
                    from.options(),
                    live.mark(),
                    quarantine);
            live.attach(log);
            quarantine.settle(live);
            return new StoreParts(from, condition, quarantine, log, live);
        } catch (IOException | RuntimeException e) {
            live.close();
            throw e;
        }
    }

    /** Opens whatever kind of index. */
    @FunctionalInterface
    interface OpenIndex {
        LiveIndex with(Digests digests, Condition condition);
    }

    private StoreParts(Materials from, Condition condition, Quarantine quarantine, SegmentLog log, LiveIndex index) {
        this.condition = condition;
        this.quarantine = quarantine;
        this.log = log;
        this.index = index;
        held = from.held();
        committer =
                new GroupCommitter(log, index, from.blocking(), from.loop(), condition, () -> upkeep().afterGroup());
        int segment = from.options().segment();
        Compactor compactor = new Compactor(log, index, committer, from.blocking(), segment);
        upkeep = new Upkeep(log, index, quarantine, compactor, from.blocking(), from.loop());
        reads = new Reads(log, index, quarantine);
    }

    GroupCommitter committer() {
        return committer;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    Reads reads() {
        return reads;
    }

    StoreHealth health() {
        return new StoreHealth(
                index.state().entries(),
                log.bytes() + upkeep.indexBytes(),
                quarantine.count(),
                condition.problems(quarantine.sentences()),
                log.news());
    }

    /** The last step of the writer. */
    void close() throws IOException {
        committer.end();
        upkeep.stop();
        index.close();
        try {
            log.close();
        } finally {
            release();
        }
    }

    /** When the writer could not close: at least nothing stays locked. */
    void abandon() {
        upkeep.stop();
        index.close();
        release();
    }

    private void release() {
        try {
            held.close();
        } catch (Exception e) {
            throw new IllegalStateException("A store could not be released", e);
        }
    }
}
