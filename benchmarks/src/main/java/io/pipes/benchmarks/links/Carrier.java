// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import java.nio.file.Path;

/** A way to bring bytes from one process to another. */
interface Carrier {
    /** Opens the end that pours. */
    Source source(Path scratch) throws Exception;

    /** Opens the other end; returns when bytes may come. */
    void sink(String address, Path scratch, Blocks blocks) throws Exception;

    /** The end that pours. */
    interface Source {
        /** What the other end needs to come here, without blanks. */
        String address();

        /** Waits for the other end. */
        void await() throws Exception;

        /** Pours blocks, the first with this number; may return before all of them have left. */
        void pour(long first, long blocks) throws Exception;
    }
}
