// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.store;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Values of 1 KiB in a store on this disk: log, fsync and index. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Commits {
    private static final int TOGETHER = 1_000;
    private static final int KEYS = 10_000;
    private static final String AREA = "benchmark/values";

    private final Bytes value = Bytes.wrap(new byte[1024]);
    private long next;

    private Change put() {
        return Change.put(AREA, key(next++ % KEYS), value);
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** One that waits until it is durable. */
    @Benchmark
    public Long alone(OpenStore open) {
        return open.store().commit(List.of(put())).toCompletableFuture().join();
    }

    /** A thousand in one batch, for each. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public Long inOneBatch(OpenStore open) {
        List<Change> batch = IntStream.range(0, TOGETHER).mapToObj(i -> put()).toList();
        return open.store().commit(batch).toCompletableFuture().join();
    }

    /** A thousand batches of one, handed in at once: those that wait share an fsync. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public int underWay(OpenStore open) {
        PacketStore store = open.store();
        CompletableFuture<?>[] commits = IntStream.range(0, TOGETHER)
                .mapToObj(i -> store.commit(List.of(put())).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(commits).join();
        return commits.length;
    }

    @Benchmark
    public Optional<Bytes> read(OpenStore open) {
        return open.store().read(AREA, key(next++ % KEYS)).toCompletableFuture().join();
    }
}
