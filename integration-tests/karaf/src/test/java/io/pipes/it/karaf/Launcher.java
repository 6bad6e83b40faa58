// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.util.Map;

/** What starts the process of a node. */
interface Launcher {
    /**
     * @param settings by the names of the variables that {@code bin/pipes-node} reads
     * @return a process that has just begun
     */
    Process start(Java java, Map<String, String> settings) throws IOException;
}
