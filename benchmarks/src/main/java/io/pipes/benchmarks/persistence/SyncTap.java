// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.base.Bytes;
import io.pipes.testkit.nodes.Tap;
import io.pipes.testkit.nodes.TappedExchange;
import java.util.Arrays;

/** Counts what a node and its peer say in the exchange {@code sync.1}, behind the encryption. */
final class SyncTap implements Tap {
    private static final String SYNC = "sync.1";

    /** Messages are arrays whose first item is their number: even ones ask, odd ones answer; 1 is said unasked, and both sides say it. */
    private static final int NUMBER_AT = 1;

    private static final int ROOTS = 1;
    private static final int RUN = 7;

    private long bytes;
    private long runBytes;
    private long messages;

    /** By the number of a message: which round trip it belonged to when it last came or went. */
    private final int[] roundTrip = new int[RUN + 1];

    private int roundTrips;

    synchronized void forget() {
        bytes = 0;
        runBytes = 0;
        messages = 0;
        roundTrips = 0;
        Arrays.fill(roundTrip, 0);
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Messages, all bytes, those of messages that carry packets, and this node's round trips that had to wait for each other. */
    synchronized String told() {
        return messages + " " + bytes + " " + runBytes + " " + roundTrips;
    }

    @Override
    public void said(TappedExchange exchange, Bytes message) {
        if (exchange.protocol().equals(SYNC)) {
            count(message, this::said);
        }
        exchange.pass(message);
    }

    @Override
    public void heard(TappedExchange exchange, Bytes message) {
        if (exchange.protocol().equals(SYNC)) {
            count(message, this::heard);
        }
    }

    private interface Direction {
        void passed(int number);
    }

    private synchronized void count(Bytes message, Direction direction) {
        int number = message.at(NUMBER_AT);
        messages++;
        bytes += message.size();
        runBytes += number == RUN ? message.size() : 0;
        direction.passed(number);
    }

    /** A question follows from an answer, that for packets from what has differed or from the packets before; the other side's are its own. */
    private void said(int number) {
        if (number == RUN - 1) {
            roundTrip[number] = Math.max(roundTrip[RUN], roundTrip[number - 1]) + 1;
        } else if (isQuestion(number)) {
            roundTrip[number] = roundTrip[number - 1] + 1;
        }
    }

    private void heard(int number) {
        if (!isQuestion(number)) {
            roundTrip[number] = number == ROOTS ? 1 : roundTrip[number - 1];
            roundTrips = Math.max(roundTrips, roundTrip[number]);
        }
    }

    private static boolean isQuestion(int number) {
        return number % 2 == 0;
    }
}
