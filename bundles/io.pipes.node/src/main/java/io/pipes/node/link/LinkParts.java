// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import java.util.concurrent.CompletableFuture;

/**
 * What all links of one kernel have in common, and all those of one node.
 *
 * @param dialer for other connections of sessions that are there
 */
public record LinkParts(
        Loop loop, CryptoSuite suite, Scratch scratch, LinkTiming timing, Sessions sessions, Dialer dialer) {
    /** For handshakes; links want somebody who dials for them. */
    public LinkParts(Loop loop, CryptoSuite suite, LinkTiming timing) {
        this(
                loop,
                suite,
                timing,
                (peer, last, traffic, failed) ->
                        CompletableFuture.failedFuture(new IllegalStateException("Nobody dials for this session")));
    }

    public LinkParts(Loop loop, CryptoSuite suite, LinkTiming timing, Dialer dialer) {
        this(loop, suite, new Scratch(), timing, new Sessions(), dialer);
    }

    /** The same, for the links of one node. */
    public LinkParts with(Dialer own) {
        return new LinkParts(loop, suite, scratch, timing, sessions, own);
    }

    long now() {
        return loop.clock().nanos();
    }
}
