// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.crypto;

import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.crypto.RecordCipher;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The records of a lane, which every byte between two nodes passes through. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Records {
    @Param({"1024", "16384"})
    int bytes;

    private final Pipes1Suite suite = new Pipes1Suite();
    private final Randomness randomness = new SecureRandomness();
    private Secret key = Secret.random(randomness, 32);
    private RecordCipher sender = suite.recordCipher(key);
    private RecordCipher receiver = suite.recordCipher(key);
    private long counter;
    private byte[] plain = {};
    private byte[] sealed = {};
    private byte[] record = {};

    @Setup
    public void fill() {
        plain = randomness.bytes(bytes);
        sealed = new byte[bytes + RecordCipher.OVERHEAD];
        record = new byte[bytes + RecordCipher.OVERHEAD];
        suite.recordCipher(key).seal(0, plain, 0, bytes, record, 0);
    }

    /** With a new key when the old one is used up, as a lane does it; that is one call in a million. */
    @Benchmark
    public byte[] seal() {
        if (counter == RecordCipher.MAX_RECORDS) {
            key = Secret.random(randomness, 32);
            sender = suite.recordCipher(key);
            counter = 0;
        }
        sender.seal(counter++, plain, 0, bytes, sealed, 0);
        return sealed;
    }

    @Benchmark
    public byte[] open() throws MalformedException {
        receiver.open(0, record, 0, record.length, plain, 0);
        return plain;
    }
}
