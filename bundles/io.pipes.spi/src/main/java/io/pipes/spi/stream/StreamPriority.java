// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.stream;

/** How a stream ranks among what two nodes say to each other, first to go first. */
public enum StreamPriority {
    /** Little, and late is worthless: sound, the keys of a game. */
    REALTIME,

    /** Somebody waits for the answer. */
    INTERACTIVE,

    /** Much. Has connections of its own between the nodes as soon as there is much, and delays nobody else. */
    BULK
}
