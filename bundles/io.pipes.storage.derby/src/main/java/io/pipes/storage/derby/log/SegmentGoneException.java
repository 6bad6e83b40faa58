// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;

/** The segment was dropped meanwhile, or the log closed: what it held lives elsewhere now. */
public final class SegmentGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    SegmentGoneException(long segment) {
        super("Segment " + segment + " is gone");
    }
}
