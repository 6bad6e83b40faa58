// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Randomness;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Gives what it was told to, in order, and fails when asked for another size. */
public final class ScriptedRandomness implements Randomness {
    private final Deque<Bytes> script;

    public ScriptedRandomness(Bytes... script) {
        this.script = new ArrayDeque<>(List.of(script));
    }

    @Override
    public void fill(byte[] target) {
        Bytes next = script.remove();
        if (next.size() != target.length) {
            throw new IllegalStateException("asked for " + target.length + " bytes, scripted " + next.size());
        }
        next.copyTo(target, 0);
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
