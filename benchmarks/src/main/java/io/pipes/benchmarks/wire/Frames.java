// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.wire;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameWriter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One full record of about 16 KiB: as many frames of one size as it takes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Frames {
    private static final int EXCHANGE = 3;

    @Param({"100", "1024", "16384"})
    int bytes;

    private final FrameWriter writer = new FrameWriter();
    private final FrameReader reader = new FrameReader();
    private Bytes message = Bytes.EMPTY;
    private byte[] record = {};
    private int size;

    @Setup
    public void fill() {
        message = Bytes.wrap(new byte[bytes]);
        size = write();
        record = writer.array().clone();
    }

    @Benchmark
    public int write() {
        writer.reset();
        while (writer.hasRoom()) {
            writer.data(EXCHANGE, message);
        }
        return writer.size();
    }

    /** With the copy of each payload that whoever gets it needs. */
    @Benchmark
    public int read() throws MalformedException {
        int read = 0;
        reader.begin(record, 0, size);
        while (reader.next()) {
            read += reader.payload().size();
        }
        return read;
    }
}
