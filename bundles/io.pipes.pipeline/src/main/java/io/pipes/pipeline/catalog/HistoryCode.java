// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.time.Duration;

/** A history policy as it stands in the membership log: its kind, and of a window how long it is. */
final class HistoryCode {
    private static final int FULL = 0;
    private static final int FROM_JOIN = 1;
    private static final int WINDOW = 2;

    private HistoryCode() {}

    static void write(CborWriter out, HistoryPolicy history) {
        if (history instanceof HistoryPolicy.Window window) {
            out.writeArray(2)
                    .writeUnsigned(WINDOW)
                    .writeUnsigned(window.length().toSeconds());
        } else {
            out.writeArray(1).writeUnsigned(history instanceof HistoryPolicy.Full ? FULL : FROM_JOIN);
        }
    }

    static HistoryPolicy read(CborReader in) throws MalformedException {
        int items = in.readArray(2);
        int code = in.readInt(FULL, WINDOW);
        if (items != (code == WINDOW ? 2 : 1)) {
            throw new MalformedException("pipeline with a bad history policy");
        }
        return switch (code) {
            case FULL -> HistoryPolicy.FULL;
            case FROM_JOIN -> HistoryPolicy.FROM_JOIN;
            default ->
                new HistoryPolicy.Window(Duration.ofSeconds(in.readLong(
                        HistoryPolicy.Window.SHORTEST.toSeconds(), HistoryPolicy.Window.LONGEST.toSeconds())));
        };
    }
}
