// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.blocking.Writability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with one store at the moment, and how it is told. May be used from any thread. */
final class Condition {
    private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

    private final String store;
    private final Writability writing;
    private volatile @Nullable String lost;

    Condition(String store) {
        this.store = store;
        writing = new Writability(LOG, store);
    }

    void notWritten(StoreException failure) {
        writing.notWritten(failure);
    }

    void written() {
        writing.written();
    }

    boolean isWritable() {
        return writing.isWritable();
    }

    /**
     * The store was opened again.
     *
     * @param missing how many changes the database knows less than it had acknowledged
     */
    void opened(long missing) {
        if (missing > 0) {
            lost = "The database has lost the last " + missing + " changes of the store " + store
                    + ", which it had acknowledged: it was restored from a backup, or a standby took over that was behind."
                    + " The node fetches again what it misses; see that the database does not do so again.";
            LOG.error("{}", lost);
        }
    }

    List<String> problems(List<String> damages) {
        List<String> problems = new ArrayList<>();
        writing.problem().ifPresent(problems::add);
        String missing = lost;
        if (missing != null) {
            problems.add(missing);
        }
        problems.addAll(damages);
        return List.copyOf(problems);
    }
}
