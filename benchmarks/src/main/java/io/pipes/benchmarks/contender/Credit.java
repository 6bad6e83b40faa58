// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import java.util.Map;
import java.util.TreeMap;

/** How many messages may be sent in all, by the slowest receiver's word. */
final class Credit {
    /** How many messages may be ahead of a receiver. */
    static final int WINDOW = 16_384;

    /** After so many a receiver grants more. */
    static final int STEP = 2_048;

    private final Map<Integer, Long> grants = new TreeMap<>();
    private long spent;
    private volatile long least;

    synchronized void granted(int receiver, long upTo) {
        grants.merge(receiver, upTo, Math::max);
        least = grants.values().stream().mapToLong(Long::longValue).min().orElse(0);
        notifyAll();
    }

    synchronized void await(int receivers) throws InterruptedException {
        while (grants.size() < receivers) {
            wait();
        }
    }

    /** Takes one, waiting for it if need be; one thread at a time. */
    void spend() {
        if (spent >= least) {
            waitForMore();
        }
        spent++;
    }

    private synchronized void waitForMore() {
        try {
            while (spent >= least) {
                wait();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
