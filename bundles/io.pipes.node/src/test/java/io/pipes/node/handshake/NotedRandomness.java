// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Randomness;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Hands out what a script says, or else chance, and remembers what it was. */
final class NotedRandomness implements Randomness {
    final List<Bytes> handedOut = new ArrayList<>();
    private final SecureRandom chance = new SecureRandom();
    private final Deque<Bytes> script;

    NotedRandomness(Bytes... script) {
        this.script = new ArrayDeque<>(List.of(script));
    }

    @Override
    public void fill(byte[] target) {
        if (script.isEmpty()) {
            chance.nextBytes(target);
        } else {
            script.remove().copyTo(target, 0);
        }
        handedOut.add(Bytes.copyOf(target));
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int nextInt(int boundExclusive) {
        throw new UnsupportedOperationException();
    }
}
