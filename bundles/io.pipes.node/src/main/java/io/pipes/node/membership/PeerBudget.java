// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.base.Clock;
import io.pipes.base.TokenBucket;

/** How much one peer may still send, however often its link is made anew: each method throws when that is used up. */
final class PeerBudget {
    static final double BURST_REQUESTS = 32;

    private static final double BURST_BYTES = 16 << 20;
    private static final double BYTES_PER_SECOND = 1 << 20;
    private static final double BURST_ASKED_BYTES = 256 << 20;
    private static final double ASKED_BYTES_PER_SECOND = 8 << 20;

    private final TokenBucket unasked;
    private final TokenBucket answered;
    private final TokenBucket requests;

    PeerBudget(Clock clock) {
        unasked = new TokenBucket(clock, BURST_BYTES, BYTES_PER_SECOND);
        answered = new TokenBucket(clock, BURST_ASKED_BYTES, ASKED_BYTES_PER_SECOND);
        requests = new TokenBucket(clock, BURST_REQUESTS, 1);
    }

    void takeUnasked(int bytes) {
        allow(unasked.take(bytes + 256.0));
    }

    void takeAsked(int bytes) {
        allow(answered.take(bytes + 256.0));
    }

    void takeRequest() {
        allow(requests.take(1));
    }

    private static void allow(boolean granted) {
        if (!granted) {
            throw new IllegalStateException("The peer sends more than a member has reason to");
        }
    }
}
