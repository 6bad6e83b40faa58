// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;

/**
 * From form 1 to form 2, in which the place up to which the log is durable stands beside it. In form 1 only the database knew it, so a
 * small log, which has none, could lose its end unnoticed.
 */
final class SettledEnd implements FormStep {
    @Override
    public String purpose() {
        return "a log that loses its end is noticed from now on, also before it has a database";
    }

    @Override
    public void take(Segments segments) throws IOException {
        Segment last = segments.last();
        if (last != null) {
            // What was read may be in memory only: it must be durable before that is said of it.
            last.repair();
        }
    }
}
