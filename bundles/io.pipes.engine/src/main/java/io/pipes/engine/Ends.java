// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was begun and has to be ended: last first, each once, whatever happens to the others. */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger(Ends.class);

    private final Deque<Runnable> ends = new ArrayDeque<>();

    synchronized void add(Runnable end) {
        ends.push(end);
    }

    /** Ending again does nothing. */
    synchronized void end() {
        while (!ends.isEmpty()) {
            try {
                ends.pop().run();
            } catch (Throwable failed) {
                LOG.warn("A part of the engine did not stop in good order; it goes on without", failed);
            }
        }
    }
}
