// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.output.Output;

/** Says once a second how far long work is, so that who waits sees that it goes on. */
final class Progress {
    private static final long TELL_NANOS = 1_000_000_000L;

    private final Output out;
    private long toldNanos = System.nanoTime();

    Progress(Output out) {
        this.out = out;
    }

    void tell(String progress) {
        long now = System.nanoTime();
        if (now - toldNanos >= TELL_NANOS) {
            toldNanos = now;
            out.note(progress);
        }
    }
}
