// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Disk;
import java.io.IOException;

/** The file {@code db/store.txt} of a home. A home without it keeps its nodes in {@code derby}. Blocks. */
final class ChoiceFile {
    private static final String PATH = "store.txt";
    private static final int MAX_BYTES = 256;

    private final Disk db;

    /** @param db the area {@code db} of the home: where it says which store is used belongs to the store and its backups */
    ChoiceFile(Disk db) {
        this.db = db;
    }

    /** Never guesses: with a store that is not the one that was used, nodes would seem to have lost everything. */
    StoreChoice read() throws IOException {
        if (!db.exists(PATH)) {
            return StoreChoice.USUAL;
        }
        try {
            return StoreChoice.decode(db.read(PATH, MAX_BYTES));
        } catch (IOException damaged) {
            throw new IOException(
                    "The file db/store.txt, which says where nodes are kept, cannot be used (" + damaged.getMessage()
                            + "). Restore it, or write the line 'store = derby' or 'store = postgresql' into it, whichever"
                            + " was used last, and start again.",
                    damaged);
        }
    }

    /** Durable when it returns. */
    void write(StoreChoice choice) throws IOException {
        db.replace(PATH, choice.encode());
    }
}
