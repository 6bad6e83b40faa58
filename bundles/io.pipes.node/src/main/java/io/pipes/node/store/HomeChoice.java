// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.api.PipesException;
import io.pipes.base.Disk;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The home's line about its store: what it says, and the only place where it is changed. Any thread; writing blocks. */
final class HomeChoice {
    private static final Logger LOG = LoggerFactory.getLogger(HomeChoice.class);

    private final ChoiceFile file;
    /** Held while the line is written: after {@link #stop} none is. */
    private final Object writing = new Object();

    private volatile boolean stopped;
    private @Nullable StoreChoice chosen;
    private @Nullable String unknown;

    /** @param db the area {@code db} of the home */
    HomeChoice(Disk db) {
        file = new ChoiceFile(db);
        try {
            chosen = file.read();
        } catch (IOException e) {
            unknown = e.getMessage();
            LOG.error("No node can be opened: {}", unknown);
        }
    }

    /** Empty when nobody can tell. */
    synchronized Optional<StoreChoice> chosen() {
        return Optional.ofNullable(chosen);
    }

    /** Why nobody can tell, as a sentence for an operator. */
    synchronized Optional<String> unknown() {
        return Optional.ofNullable(unknown);
    }

    /** From now on the line stays as it is. */
    void stop() {
        synchronized (writing) {
            stopped = true;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    void refuseIfStopped() {
        if (stopped) {
            throw new PipesException(
                    PipesException.Code.FEATURE_MISSING,
                    "The part of this program that moves nodes is being replaced or stopped. Try again.");
        }
    }

    /** Durable when it returns. */
    void write(StoreChoice next) throws IOException {
        synchronized (writing) {
            refuseIfStopped();
            Optional<StoreChoice> before = chosen();
            try {
                file.write(next);
            } catch (IOException failure) {
                if (before.isEmpty() || isStill(before.get())) {
                    throw failure;
                }
                writeAgain(before.get(), next);
            }
            choose(next);
        }
    }

    /** A line whose writing failed stands there all the same, and may count after a restart. */
    private void writeAgain(StoreChoice before, StoreChoice next) throws IOException {
        try {
            file.write(next);
        } catch (IOException again) {
            if (!next.kind().equals(before.kind())) {
                doubt(again);
            }
            throw again;
        }
    }

    private boolean isStill(StoreChoice before) {
        try {
            return file.read().equals(before);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Both stores are whole; whichever nodes went on in now might not be the one that the home names after a restart. */
    private synchronized void doubt(IOException failure) {
        chosen = null;
        unknown = "The disk fails (" + failure.getMessage()
                + ") just when nodes change from one store to another: which one"
                + " the file db/store.txt names after a restart is not known now. Nothing is lost. See to the disk and start"
                + " again.";
        LOG.error("No node can be opened: {}", unknown);
    }

    private synchronized void choose(StoreChoice next) {
        chosen = next;
    }
}
