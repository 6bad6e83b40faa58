// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;

/** The log is whole but not for us; the message is a sentence for an operator and names the way out. */
public final class UnreadableLogException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableLogException(String sentence) {
        super(sentence);
    }

    static UnreadableLogException later() {
        return new UnreadableLogException(
                "The store was written by a later version of Pipes. Run that version, or restore a backup.");
    }
}
