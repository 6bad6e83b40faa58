// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;

/**
 * What all links of one kernel have in common.
 *
 * @param dialer for other connections of sessions that are there
 */
public record LinkParts(
        Loop loop, CryptoSuite suite, Scratch scratch, LinkTiming timing, Sessions sessions, Dialer dialer) {
    public LinkParts(Loop loop, CryptoSuite suite, LinkTiming timing, Dialer dialer) {
        this(loop, suite, new Scratch(), timing, new Sessions(), dialer);
    }

    long now() {
        return loop.clock().nanos();
    }
}
