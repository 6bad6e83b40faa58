// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to hear of changes: in the next turn of the loop, once for all that has changed in this one. Lives on the loop. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Loop loop;
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean telling;

    Listeners(Loop loop) {
        this.loop = loop;
    }

    Registration listen(Runnable listener) {
        // An object of its own, so that one who listens twice may end either.
        Runnable own = listener::run;
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    void changed() {
        if (!telling && !listeners.isEmpty()) {
            telling = true;
            loop.execute(this::tell);
        }
    }

    private void tell() {
        telling = false;
        for (Runnable listener : List.copyOf(listeners)) {
            if (listeners.contains(listener)) {
                tell(listener);
            }
        }
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.warn("Somebody who listens to the catalogue of services failed when it changed", e);
        }
    }

    /** Nobody is told anything any more. */
    void stop() {
        listeners.clear();
    }
}
