// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

/**
 * What has happened on a simulated network since it was made.
 *
 * @param connections that were opened
 * @param segments that were sent, each counted once
 * @param bytes in these segments
 * @param lost how often a segment was lost and sent again
 * @param duplicated segments that arrived twice
 * @param reordered segments that were held up
 * @param resets connections that ended because of the network
 */
public record NetworkCount(
        long connections, long segments, long bytes, long lost, long duplicated, long reordered, long resets) {}
