// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A packet of 1 KiB, its key included: each packet has one of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Packets {
    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SecureRandomness();
    private final Secret epoch = Secret.random(randomness, 32);
    private final Bytes author = Bytes.wrap(randomness.bytes(32));
    private final Bytes salt = Bytes.wrap(randomness.bytes(32));
    private final Bytes header = Bytes.wrap(randomness.bytes(64));
    private final Bytes content = Bytes.wrap(randomness.bytes(1024));
    private final Bytes sealed = suite.packetKey(epoch, author, salt).seal(header, content);

    @Benchmark
    public Bytes seal() {
        return suite.packetKey(epoch, author, salt).seal(header, content);
    }

    @Benchmark
    public Bytes open() throws MalformedException {
        return suite.packetKey(epoch, author, salt).open(header, sealed);
    }
}
