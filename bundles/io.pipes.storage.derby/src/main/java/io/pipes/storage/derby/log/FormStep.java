// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import java.io.IOException;

/**
 * Leads a log from one form to the next. It may be broken off anywhere, by an error or a loss of power, and is taken again then from its
 * beginning; so what is half done must be readable in the form before.
 */
interface FormStep {
    /** What it does, as an operator would say it. */
    String purpose();

    /** @param segments of the log, after its recovery; nobody else uses them */
    void take(Segments segments) throws IOException;
}
