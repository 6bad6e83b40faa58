// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage.blocking;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Completes stages where they belong; once that place has stopped, at once, so that nobody waits for ever. */
public final class Answers {
    private final Executor place;

    public Answers(Executor place) {
        this.place = place;
    }

    /** May be called from any thread. */
    public void tell(Runnable completion) {
        try {
            place.execute(completion);
        } catch (RejectedExecutionException stopped) {
            completion.run();
        }
    }
}
