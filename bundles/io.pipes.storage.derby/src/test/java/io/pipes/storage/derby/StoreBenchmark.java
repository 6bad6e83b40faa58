// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import com.sun.management.OperatingSystemMXBean;
import io.pipes.base.Bytes;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoreException;
import io.pipes.storage.derby.index.DerbyIndexFactory;
import io.pipes.testkit.storage.StoreProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Measures what durability costs, beside what a bare write and fdatasync of as many bytes to a preallocated file cost in the same run,
 * interleaved. Not a test: prints medians of five runs. Arguments: a directory on the disk to be measured, which is emptied.
 */
final class StoreBenchmark {
    private static final int RUNS = 5;
    private static final int VALUE = 256;
    private static final int RECORD = 400;
    private static final int SINGLES = 3_000;
    private static final int PIPELINED = 30_000;
    private static final int IN_FLIGHT = 1_000;
    private static final int BATCHES = 60;
    private static final int BATCH = 1_000;
    private static final int SCANS = 20;
    private static final int ROWS = 7;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Path directory;
    private final double[][] results = new double[ROWS][RUNS];
    private final double[][] micros = new double[ROWS][RUNS];
    private long number;

    private StoreBenchmark(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException, StoreException {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "target/store-benchmark");
        DerbyIndexFactory.deleteAll(directory);
        Files.createDirectories(directory);
        new StoreBenchmark(directory).run();
        DerbyIndexFactory.deleteAll(directory);
    }

    private void run() throws IOException, StoreException {
        try (Bench bench = new Bench(directory.resolve("db"), StoreOptions.USUAL)) {
            PacketStore store = bench.open().store();
            warm(store);
            for (int run = 0; run < RUNS; run++) {
                measure(0, run, SINGLES, () -> bare(SINGLES, RECORD));
                measure(1, run, SINGLES, () -> singles(store));
                measure(2, run, PIPELINED, () -> pipelined(store));
                measure(3, run, BATCHES * BATCH, () -> bare(BATCHES, RECORD * BATCH) * BATCH);
                measure(4, run, BATCHES * BATCH, () -> batches(store));
                measure(5, run, SINGLES, () -> reads(store));
                measure(6, run, SCANS * BATCH, () -> scans(store));
            }
        }
        print("one at a time, bare write + fdatasync of " + RECORD + " B", 0, 0);
        print("one at a time, commit of one entry of " + VALUE + " B", 1, 0);
        print(IN_FLIGHT + " in flight, commits of one entry", 2, 0);
        print("bare write + fdatasync of " + RECORD * BATCH + " B, as entries", 3, 3);
        print("batches of " + BATCH + " entries, entries", 4, 3);
        print("read by key, one at a time", 5, 0);
        print("scan, entries", 6, 3);
    }

    private void warm(PacketStore store) throws StoreException {
        for (int i = 0; i < 3; i++) {
            singles(store);
            pipelined(store);
        }
    }

    private double bare(int count, int size) throws IOException {
        Path file = directory.resolve("bare");
        ByteBuffer bytes = ByteBuffer.allocateDirect(size);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < (long) count * size; at += zeros.capacity()) {
                channel.write(zeros.clear(), at);
            }
            channel.force(true);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                channel.write(bytes.clear(), (long) i * size);
                channel.force(false);
            }
            return rate(count, start);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private double singles(PacketStore store) throws StoreException {
        long start = System.nanoTime();
        for (int i = 0; i < SINGLES; i++) {
            StoreProbe.await(store.commit(List.of(change())));
        }
        return rate(SINGLES, start);
    }

    private double pipelined(PacketStore store) throws StoreException {
        List<CompletionStage<Long>> stages = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < PIPELINED; i++) {
            stages.add(store.commit(List.of(change())));
            if (i >= IN_FLIGHT) {
                StoreProbe.await(stages.get(i - IN_FLIGHT));
            }
        }
        StoreProbe.await(stages.get(PIPELINED - 1));
        return rate(PIPELINED, start);
    }

    private double batches(PacketStore store) throws StoreException {
        long start = System.nanoTime();
        for (int i = 0; i < BATCHES; i++) {
            List<Change> batch = new ArrayList<>();
            for (int entry = 0; entry < BATCH; entry++) {
                batch.add(change());
            }
            StoreProbe.await(store.commit(batch));
        }
        return rate(BATCHES * BATCH, start);
    }

    private double reads(PacketStore store) throws StoreException {
        long start = System.nanoTime();
        for (int i = 0; i < SINGLES; i++) {
            StoreProbe.await(store.read("bench", key(number * i / SINGLES)));
        }
        return rate(SINGLES, start);
    }

    private double scans(PacketStore store) throws StoreException {
        long start = System.nanoTime();
        int found = 0;
        for (int i = 0; i < SCANS; i++) {
            found +=
                    StoreProbe.await(store.scan("bench", number * i / 40, 1000)).size();
        }
        return rate(found, start);
    }

    private Change change() {
        return Change.put("bench", key(number++), Bytes.wrap(new byte[VALUE]));
    }

    /** Keys look like the hashes they mostly are. */
    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(32)
                .putLong(number * 0x9e3779b97f4a7c15L)
                .putLong(number)
                .array());
    }

    private static double rate(int count, long start) {
        return count * 1e9 / (System.nanoTime() - start);
    }

    /** Processor time of one run by thing done, which other processes disturb less than its rate. */
    private interface Measured {
        double rate() throws IOException, StoreException;
    }

    private void measure(int row, int run, int count, Measured work) throws IOException, StoreException {
        long before = PROCESS.getProcessCpuTime();
        results[row][run] = work.rate();
        micros[row][run] = (PROCESS.getProcessCpuTime() - before) / 1e3 / count;
    }

    private void print(String what, int row, int base) {
        double rate = median(results[row]);
        System.out.printf(
                "%-58s %,10.0f/s %6.2f of bare %8.1f us processor%n",
                what, rate, rate / median(results[base]), median(micros[row]));
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
