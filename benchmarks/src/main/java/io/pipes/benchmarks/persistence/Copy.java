// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.base.Bytes;
import java.util.function.Consumer;

/** The process that obtains a log. */
interface Copy {
    /**
     * Obtains it from the first message on, and what is appended later.
     *
     * @param address as {@link Log#address} tells it
     * @param heard gets each message, on one thread at a time
     */
    void obtain(String address, Consumer<Bytes> heard) throws Exception;

    /** Goes away, and hears nothing any more. */
    void leave() throws Exception;

    /** Comes back, and obtains what it has not got, with the same consumer. */
    void comeBack() throws Exception;

    /** Bytes that have travelled between it and the others so far, both ways. */
    long wireBytes();

    /** What this one can be told beside what all can. */
    default String obey(String[] command) throws Exception {
        throw new IllegalArgumentException("Unknown command " + command[0]);
    }
}
