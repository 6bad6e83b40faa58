// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.loop.Loops;
import java.util.concurrent.Executor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers the threads as a service. Immediate, so that they outlive the moments in which nobody uses them, as in an update. */
@Component(service = Loops.class, immediate = true)
public final class LoopsComponent implements Loops {
    /** What a process ends with that cannot go on; as Java's own {@code ExitOnOutOfMemoryError}. */
    private static final int CANNOT_GO_ON = 3;

    private final NettyLoops loops;

    @Activate
    public LoopsComponent() {
        loops = NettyLoops.start(
                Runtime.getRuntime().availableProcessors(), Polling.best(), LoopsComponent::endProcess);
    }

    /** A process that is alive and deaf helps nobody, while one that has ended is seen, and started again. An orderly end needs loops. */
    private static void endProcess() {
        Runtime.getRuntime().halt(CANNOT_GO_ON);
    }

    @Override
    public Loop next() {
        return loops.next();
    }

    @Override
    public Executor workers() {
        return loops.workers();
    }

    @Override
    public Executor blocking() {
        return loops.blocking();
    }

    @Deactivate
    void stop() {
        loops.close();
    }
}
