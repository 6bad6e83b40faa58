// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

/** Hears about a link, on the loop. */
public interface LinkObserver {
    /** The other side has proven who it is. Closing the link in here keeps it from beginning. */
    void proven(Link link);

    /** It leads through others from now on, or does no more. */
    default void moved(Link link) {}

    /** The link is over; its handlers know already. Also called for one that was never proven. */
    void ended(Link link, LinkEnd end);
}
