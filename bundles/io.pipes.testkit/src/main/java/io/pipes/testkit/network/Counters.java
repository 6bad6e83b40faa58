// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

/** The running figures behind {@link NetworkCount}. */
final class Counters {
    long connections;
    long segments;
    long bytes;
    long lost;
    long duplicated;
    long reordered;
    long resets;

    NetworkCount count() {
        return new NetworkCount(connections, segments, bytes, lost, duplicated, reordered, resets);
    }
}
