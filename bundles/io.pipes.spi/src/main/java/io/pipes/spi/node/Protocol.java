// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

/**
 * What is spoken in an exchange.
 *
 * @param name 1 to 32 characters of {@code a-z 0-9 . -}, with its major version, for instance {@code message.1}
 * @param traffic how its frames rank on a link
 * @param windowBytes how many bytes the other side may send before this side has handled them: 64 KiB to 16 MiB, and at least
 *     the longest message
 * @param reach on which links it is spoken
 */
public record Protocol(String name, TrafficClass traffic, int windowBytes, Reach reach) {
    /** A protocol that is spoken on every link. */
    public Protocol(String name, TrafficClass traffic, int windowBytes) {
        this(name, traffic, windowBytes, Reach.MEMBERS);
    }

    /** With whom a protocol is spoken. */
    public enum Reach {
        /** With every member to which there is a link, direct or relayed. */
        MEMBERS,

        /**
         * With peers only: what carries others' data must not travel over links that others carry. When a link moves from a
         * direct connection to a circuit, the exchange closes; it opens again when the link comes back.
         */
        PEERS
    }
}
