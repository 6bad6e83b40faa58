// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.crypto.SigningKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An author's signature under 1 KiB, made once per packet and checked by every reader. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Signatures {
    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SecureRandomness();
    private final SigningKey key = suite.newSigningKey(randomness);
    private final Bytes message = Bytes.wrap(randomness.bytes(1024));
    private final Bytes signature = key.sign(Label.PACKET, message);

    @Benchmark
    public Bytes sign() {
        return key.sign(Label.PACKET, message);
    }

    @Benchmark
    public boolean verify() {
        return suite.verify(key.publicKey(), Label.PACKET, message, signature);
    }
}
