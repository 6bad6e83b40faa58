// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.Clock;
import io.pipes.base.TokenBucket;
import io.pipes.spi.node.Exchange;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What is kept for one exchange: no more than one entry for each author, whatever the peer does. */
final class Partner {
    private static final double REQUESTS = 64;
    private static final double REQUESTS_PER_SECOND = 1;
    static final int WANTS = 8_192;
    private static final double WANTS_PER_SECOND = 100;

    final Exchange exchange;

    /** Whose adverts are to be sent to it, the newest there are when their turn comes. */
    final Set<Prefix> outgoing = new LinkedHashSet<>();

    /** Whether it asked for everything and is to be told when that is sent. */
    boolean getsEverything;

    /** What it sent and what was not looked at yet. */
    final Map<Prefix, Advert> incoming = new LinkedHashMap<>();

    /** How often it may still greet, ask for a list, or be told that something is old. */
    final TokenBucket requests;

    /** How many adverts it may still ask for. */
    final TokenBucket wants;

    /** How many signatures it may still have verified. */
    final TokenBucket verifications;

    /** What this node held when it greeted the peer; whatever came later was passed on to it. */
    Bytes told = Bytes.EMPTY;

    /** What it held when it greeted this node last. */
    Bytes holds = Bytes.EMPTY;

    /** Whether it has greeted this node. When it begins to greet once more, its feature was replaced and has heard nothing yet. */
    boolean heard;

    /** How often it kept a pull waiting. */
    int stalled;

    /** Runs until it has greeted this node. */
    Cancellable patience = () -> {};

    boolean interrupted;
    boolean verifying;
    boolean paused;
    boolean closed;

    Partner(Exchange exchange, Clock clock) {
        this.exchange = exchange;
        requests = new TokenBucket(clock, REQUESTS, REQUESTS_PER_SECOND);
        wants = new TokenBucket(clock, WANTS, WANTS_PER_SECOND);
        verifications = new TokenBucket(clock, Verifier.BURST, Verifier.PER_SECOND);
    }

    boolean canTake() {
        return !closed && !interrupted && exchange.writable();
    }
}
