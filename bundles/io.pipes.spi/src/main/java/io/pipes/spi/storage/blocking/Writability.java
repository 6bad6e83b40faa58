// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import io.pipes.spi.storage.StoreException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Whether a store takes changes at the moment, told once when that changes. May be used from any thread. */
public final class Writability {
    private final Logger log;
    private final String store;
    private volatile @Nullable String problem;

    /** @param log of the store that it is about */
    public Writability(Logger log, String store) {
        this.log = log;
        this.store = store;
    }

    /** Nothing was acknowledged and nothing will be until {@link #written}. */
    public void notWritten(StoreException failure) {
        String sentence = failure.getMessage();
        if (!sentence.equals(problem)) {
            log.warn("Store {} does not take changes: {}", store, sentence);
        }
        problem = sentence;
    }

    public void written() {
        if (problem != null) {
            problem = null;
            log.info("Store {} takes changes again", store);
        }
    }

    public boolean isWritable() {
        return problem == null;
    }

    /** Why not, for an operator. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
