// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.cli.output.Output;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says what is being done, on standard error, if it takes more than a second. */
public final class Progress implements AutoCloseable {
    private final CountDownLatch done = new CountDownLatch(1);

    public Progress(Output out, String doing) {
        Thread watcher = new Thread(() -> watch(out, doing), "pipes-progress");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch(Output out, String doing) {
        try {
            if (!done.await(1, TimeUnit.SECONDS)) {
                out.note(doing);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
