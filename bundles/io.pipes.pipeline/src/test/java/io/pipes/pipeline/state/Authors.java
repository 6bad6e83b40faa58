// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;

/** Who writes in the tests of this room, in order. */
final class Authors {
    static final NodeId ANNA = author('a');
    static final NodeId BEN = author('b');
    static final NodeId CARA = author('c');

    private Authors() {}

    static NodeId author(char letter) {
        return NodeId.of(Bytes.wrap(String.valueOf(letter).repeat(NodeId.SIZE).getBytes(US_ASCII)));
    }

    static Dot anna(long seq) {
        return new Dot(ANNA, seq, 0);
    }

    static Dot ben(long seq) {
        return new Dot(BEN, seq, 0);
    }

    static Dot cara(long seq) {
        return new Dot(CARA, seq, 0);
    }
}
