// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;

/** What all links of one kernel have in common. */
public record LinkParts(Loop loop, CryptoSuite suite, Scratch scratch, LinkTiming timing) {
    public LinkParts(Loop loop, CryptoSuite suite, LinkTiming timing) {
        this(loop, suite, new Scratch(), timing);
    }

    long now() {
        return loop.clock().nanos();
    }
}
