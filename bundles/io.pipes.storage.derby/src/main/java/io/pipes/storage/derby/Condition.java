// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import io.pipes.base.DiskFullException;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreException.Reason;
import io.pipes.spi.storage.blocking.Writability;
import io.pipes.storage.derby.index.IndexListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with one store at the moment, and how it is told. May be used from any thread. */
public final class Condition implements IndexListener {
    private static final Logger LOG = LoggerFactory.getLogger(Condition.class);

    private final Writability writing;
    private volatile @Nullable String indexing;

    Condition(String store) {
        writing = new Writability(LOG, store);
    }

    public static StoreException failure(IOException cause) {
        StoreException failure = cause instanceof DiskFullException
                ? new StoreException(
                        Reason.FULL,
                        "The disk is full: nothing can be stored. Free some space; Pipes goes on by itself.")
                : new StoreException(Reason.FAILED, "The disk reports an error: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    public static StoreException closed() {
        return new StoreException(Reason.CLOSED, "The store is closed.");
    }

    /** Nothing was acknowledged and nothing will be until {@link #written}. */
    StoreException notWritten(IOException cause) {
        StoreException failure = failure(cause);
        writing.notWritten(failure);
        return failure;
    }

    void written() {
        writing.written();
    }

    boolean isWritable() {
        return writing.isWritable();
    }

    @Override
    public void indexProblem(@Nullable String problem) {
        indexing = problem;
    }

    List<String> problems(List<String> damages) {
        List<String> problems = new ArrayList<>();
        writing.problem().ifPresent(problems::add);
        Optional.ofNullable(indexing).ifPresent(problems::add);
        problems.addAll(damages);
        return List.copyOf(problems);
    }
}
