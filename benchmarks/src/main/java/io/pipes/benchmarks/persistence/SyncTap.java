// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.base.Bytes;
import io.pipes.testkit.nodes.Tap;
import io.pipes.testkit.nodes.TappedExchange;

/** Counts what a node and its peer say in the exchange {@code sync.1}, behind the encryption. */
final class SyncTap implements Tap {
    private static final String SYNC = "sync.1";

    /** Messages are arrays whose first item is their number: 1 is said unasked, of the others those that ask have even numbers. */
    private static final int NUMBER_AT = 1;

    private static final int ROOTS = 1;
    private static final int RUN = 7;

    private long bytes;
    private long runBytes;
    private long messages;
    private long roundTrips;
    private boolean asking;

    synchronized void forget() {
        bytes = 0;
        runBytes = 0;
        messages = 0;
        roundTrips = 0;
        asking = false;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Messages, all bytes, those of messages that carry packets, round trips of this node. */
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

    /** What the other side asks and is told is its own round trip, at the same time. */
    private void said(int number) {
        asking |= number == ROOTS || number % 2 == 0;
    }

    private void heard(int number) {
        if (asking && number % 2 == 1) {
            asking = false;
            roundTrips++;
        }
    }
}
