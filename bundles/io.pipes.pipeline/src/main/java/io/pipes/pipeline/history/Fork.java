// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.Packet;
import io.pipes.pipeline.packet.PacketHeader;
import java.util.Optional;

/**
 * Two packets of one author under one number in one pipeline, both signed: its keys are at two places, or it lies.
 *
 * @param counting the one that counts, with what follows it
 * @param other counts nowhere
 */
public record Fork(Packet counting, Packet other) {
    /** What two packets of one author show, whose signatures are good; empty if it is no fork. */
    public static Optional<Fork> of(Packet one, Packet two) {
        PacketHeader header = one.header();
        PacketHeader other = two.header();
        boolean samePlace = header.network().equals(other.network())
                && header.routeTag().equals(other.routeTag())
                && header.author().equals(other.author())
                && header.type() == other.type()
                && header.seq() == other.seq();
        return samePlace && !one.id().equals(two.id())
                ? Optional.of(countsBefore(one, two) ? new Fork(one, two) : new Fork(two, one))
                : Optional.empty();
    }

    /**
     * The earlier one counts: of a node that was restored from a backup what it had said before, which others have had since. Then the lower
     * id. Both say the same everywhere.
     */
    private static boolean countsBefore(Packet one, Packet two) {
        long earlier = one.header().hlc();
        long later = two.header().hlc();
        return earlier == later ? one.id().bytes().compareTo(two.id().bytes()) < 0 : earlier < later;
    }

    public NodeId author() {
        return counting.header().author();
    }

    /** The number that both have. */
    public long seq() {
        return counting.header().seq();
    }
}
