// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import java.nio.file.Path;

/** A way for programs to talk. */
public interface Contender {
    /** To whom the hub's messages go. */
    enum Mode {
        /** To one other, which may answer. */
        DIRECT,
        /** To all others. */
        BROADCAST
    }

    /**
     * Opens the end that sends.
     *
     * @param scratch a folder of its own that is deleted afterwards
     */
    Hub hub(Mode mode, Path scratch, Listener answers) throws Exception;

    /**
     * Opens an end that receives.
     *
     * @param number tells the ends of one process apart
     */
    End spoke(Mode mode, String address, Path scratch, int number, Listener messages) throws Exception;
}
