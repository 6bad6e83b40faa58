// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Completes stages where they belong; once that place has stopped, at once, so that nobody waits for ever. */
final class Answers {
    private final Executor place;

    Answers(Executor place) {
        this.place = place;
    }

    void tell(Runnable completion) {
        try {
            place.execute(completion);
        } catch (RejectedExecutionException stopped) {
            completion.run();
        }
    }
}
