// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.base.Bytes;

/**
 * What nodes say to each other in the exchange {@code packet.1}, behind the encryption: how many copies of packets and how many other
 * messages arrived.
 */
public final class LiveTraffic {
    static final String PROTOCOL = "packet.1";

    private static final byte PACKET = 1;

    private long packets;
    private long packetBytes;
    private long others;
    private long otherBytes;

    LiveTraffic() {}

    /** Counts from now on. */
    public void reset() {
        packets = 0;
        packetBytes = 0;
        others = 0;
        otherBytes = 0;
    }

    /** Packets that arrived at nodes, each copy of each. */
    public long packets() {
        return packets;
    }

    /** Announcements, questions and what else is about packets. */
    public long others() {
        return others;
    }

    public long packetBytes() {
        return packetBytes;
    }

    public long otherBytes() {
        return otherBytes;
    }

    void arrived(Bytes message) {
        if (!message.isEmpty() && message.at(0) == PACKET) {
            packets++;
            packetBytes += message.size();
        } else {
            others++;
            otherBytes += message.size();
        }
    }
}
