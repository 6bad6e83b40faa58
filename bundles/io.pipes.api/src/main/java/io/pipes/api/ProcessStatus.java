// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import java.util.List;

/**
 * How a process is in which nodes live.
 *
 * @param ready whether all that is kept has been loaded, and other nodes can reach it where it listens
 * @param version of Pipes
 * @param listen where it accepts connections of other nodes
 * @param links how many links to other nodes are open
 * @param problems what keeps it from working, as sentences for people; empty when all is well
 */
public record ProcessStatus(boolean ready, String version, List<String> listen, int links, List<String> problems) {
    public ProcessStatus {
        listen = List.copyOf(listen);
        problems = List.copyOf(problems);
    }
}
