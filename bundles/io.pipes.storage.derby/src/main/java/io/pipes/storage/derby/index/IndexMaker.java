// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.storage.derby.log.Location;
import io.pipes.storage.derby.log.LogEntry;
import io.pipes.storage.derby.log.Mark;
import io.pipes.storage.derby.log.Placed;
import io.pipes.storage.derby.log.SegmentGoneException;
import io.pipes.storage.derby.log.SegmentLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an index, fills it from the log, and falls back to memory where there is no room for a database. */
final class IndexMaker {
    private static final Logger LOG = LoggerFactory.getLogger(IndexMaker.class);
    private static final int BATCH = 4096;
    private static final int ATTEMPTS = 10;

    private final IndexFactory factory;
    private final Digests digests;
    private final IndexListener listener;

    IndexMaker(IndexFactory factory, Digests digests, IndexListener listener) {
        this.factory = factory;
        this.digests = digests;
        this.listener = listener;
    }

    static IndexChange change(Placed entry, Digests digests) {
        Digest key = digests.key(entry.area(), entry.key());
        if (entry.removed()) {
            return new IndexChange(key, null);
        }
        Digest area = digests.area(entry.area());
        return new IndexChange(key, new Row(key, area, entry.position(), entry.location(), entry.size()));
    }

    /** The index that is there, or one in memory until somebody needs a database. */
    Index open() {
        try {
            return factory.exists() ? factory.open() : new MemoryIndex();
        } catch (IndexException e) {
            LOG.warn("The index is damaged and is made anew from the log", e);
            return makeAnew();
        }
    }

    /** A database where there was none, null when that does not work. */
    @Nullable
    Index tryDatabase() {
        try {
            factory.delete();
            return factory.open();
        } catch (IndexException e) {
            tellInMemory(e);
            return null;
        }
    }

    /** An empty index. */
    Index makeAnew() {
        Index database = tryDatabase();
        return database == null ? new MemoryIndex() : database;
    }

    /** Fills an empty index from the beginning of the log. */
    Index fill(Index empty, SegmentLog log) throws IOException {
        try {
            catchUp(empty, log);
            return empty;
        } catch (IndexException e) {
            tellInMemory(e);
            empty.close();
            return inMemory(log);
        }
    }

    private void tellInMemory(IndexException why) {
        LOG.warn("The index cannot be written; it is kept in memory", why);
        listener.indexProblem("The index is kept in memory, because it cannot be written. Free some space.");
    }

    private Index inMemory(SegmentLog log) throws IOException {
        MemoryIndex memory = new MemoryIndex();
        try {
            catchUp(memory, log);
        } catch (IndexException never) {
            throw new IOException(never);
        }
        return memory;
    }

    /** Applies what the log has behind the index's mark. */
    void catchUp(Index index, SegmentLog log) throws IOException, IndexException {
        for (int attempt = 1; ; attempt++) {
            try {
                replay(index, log);
                return;
            } catch (SegmentGoneException e) {
                // It was dropped meanwhile: what was alive in it stands further on.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void replay(Index index, SegmentLog log) throws IOException, IndexException {
        Batch batch = new Batch(index, log);
        try {
            log.replay(index.state().mark(), batch);
        } catch (Refused e) {
            throw e.why;
        }
        batch.apply();
    }

    /** Collects changes, the newest of each key. */
    private final class Batch implements SegmentLog.Reader {
        private final Index index;
        private final SegmentLog log;
        private final Map<Digest, IndexChange> changes = new LinkedHashMap<>();
        private Mark mark;

        Batch(Index index, SegmentLog log) {
            this.index = index;
            this.log = log;
            this.mark = index.state().mark();
        }

        @Override
        public void entries(Location location, List<LogEntry> entries, Mark upTo) throws IOException {
            for (LogEntry entry : entries) {
                IndexChange change = change(SegmentLog.placed(entry, location), digests);
                changes.put(change.key(), change);
                log.atLeastNextPosition(entry.position() + 1);
            }
            mark = upTo;
            if (changes.size() >= BATCH) {
                try {
                    apply();
                } catch (IndexException e) {
                    throw new Refused(e);
                }
            }
        }

        void apply() throws IndexException {
            if (!mark.equals(index.state().mark())) {
                index.apply(new ArrayList<>(changes.values()), mark, log.nextPosition());
                changes.clear();
            }
        }
    }

    /** Carries the index's failure through the log's reader. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient IndexException why;

        Refused(IndexException why) {
            this.why = why;
        }
    }
}
