// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pipes.base.Bytes;
import io.pipes.spi.storage.StoreException;
import io.pipes.spi.storage.StoreHealth;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.storage.derby.index.DerbyIndexFactory;
import io.pipes.testkit.storage.StoreProbe;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Media that lose or change what was written to them, on real files with a real database. */
@Tag("long")
class DamageTest {
    private static final int ENTRIES = 150;
    /** A record begins with it. */
    private static final byte[] MAGIC = "PRC1".getBytes(StandardCharsets.US_ASCII);

    private static final String LOG = Bench.NAME + "/log";
    private static final String INDEX = Bench.NAME + "/index";

    @TempDir
    static Path shared;

    @TempDir
    Path place;

    private static Path original;
    private static Map<Bytes, Bytes> written;

    @BeforeAll
    static void write() throws StoreException {
        original = shared.resolve("original");
        written = new HashMap<>();
        try (Bench bench = new Bench(original, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            for (int i = 0; i < ENTRIES; i++) {
                store.put("a", "k" + i, "value " + i + " ".repeat(i % 100));
                written.put(Bytes.utf8("k" + i), Bytes.utf8("value " + i + " ".repeat(i % 100)));
            }
            store.close();
        }
    }

    /** What a store says after its files were damaged, and after everybody has looked. */
    private record Findings(Map<Bytes, Bytes> found, StoreHealth health) {}

    private static Findings open(Path directory) throws StoreException {
        try (Bench bench = new Bench(directory, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            Bench.settle(store);
            Map<Bytes, Bytes> found = new HashMap<>();
            for (StoredEntry entry : store.all("a")) {
                found.put(entry.key(), entry.value());
            }
            for (int i = 0; i < ENTRIES; i += 5) {
                Bytes key = Bytes.utf8("k" + i);
                assertThat(store.read("a", "k" + i)).isEqualTo(Optional.ofNullable(found.get(key)));
            }
            store.put("b", "still", "writable");
            assertThat(store.read("b", "still")).isPresent();
            return new Findings(found, store.store().health());
        }
    }

    @Test
    void one_flipped_bit_in_the_log_costs_one_record_and_is_told() throws IOException, StoreException {
        SeededRandomness randomness = new SeededRandomness(1);
        List<Path> files = files(original.resolve(LOG));
        for (int i = 0; i < 70; i++) {
            Path copy = copy(original, place.resolve("log" + i));
            Path file = copy.resolve(original.relativize(files.get(randomness.nextInt(files.size()))));
            long bit = flip(file, randomness);

            Findings findings = open(copy);

            String where = file + " bit " + bit;
            assertThat(findings.health.quarantined()).as(where).isPositive();
            assertThat(findings.health.problems()).as(where).isNotEmpty();
            assertThat(findings.found.size()).as(where).isGreaterThanOrEqualTo(ENTRIES - 1);
            assertThat(written).as(where).containsAllEntriesOf(findings.found);
        }
    }

    @Test
    void zeros_where_the_log_had_a_record_are_told() throws IOException, StoreException {
        SeededRandomness randomness = new SeededRandomness(4);
        List<Path> files = files(original.resolve(LOG));
        for (int i = 0; i < 10; i++) {
            Path copy = copy(original, place.resolve("zeros" + i));
            Path file = copy.resolve(original.relativize(files.get(randomness.nextInt(files.size()))));
            clearOneRecord(file, randomness);
            // It would know what should be there.
            DerbyIndexFactory.deleteAll(copy.resolve(INDEX));

            Findings findings = open(copy);

            String where = file.toString();
            assertThat(findings.health.quarantined()).as(where).isPositive();
            assertThat(findings.health.problems()).as(where).isNotEmpty();
            assertThat(findings.found).as(where).hasSize(ENTRIES - 1);
            assertThat(written).as(where).containsAllEntriesOf(findings.found);
        }
    }

    /** Exactly one, and neither the first, which has no entries, nor the last. */
    private static void clearOneRecord(Path file, SeededRandomness randomness) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<Integer> records = IntStream.range(0, bytes.length - MAGIC.length)
                .filter(at -> Arrays.equals(bytes, at, at + MAGIC.length, MAGIC, 0, MAGIC.length))
                .boxed()
                .toList();
        int record = 1 + randomness.nextInt(records.size() - 2);
        Arrays.fill(bytes, records.get(record), records.get(record + 1), (byte) 0);
        Files.write(file, bytes);
    }

    @Test
    void one_flipped_bit_in_the_database_costs_nothing() throws IOException, StoreException {
        SeededRandomness randomness = new SeededRandomness(2);
        List<Path> files = files(original.resolve(INDEX));
        for (int i = 0; i < 30; i++) {
            Path copy = copy(original, place.resolve("index" + i));
            Path file = copy.resolve(original.relativize(files.get(randomness.nextInt(files.size()))));
            long bit = flip(file, randomness);

            Findings findings = open(copy);

            String where = file + " bit " + bit;
            assertThat(findings.found).as(where).isEqualTo(written);
            assertThat(findings.health.quarantined()).as(where).isZero();
            assertThat(findings.health.problems()).as(where).isEmpty();
        }
    }

    @Test
    void a_file_that_was_cut_short_is_noticed() throws IOException, StoreException {
        SeededRandomness randomness = new SeededRandomness(3);
        List<Path> files = files(original.resolve(LOG));
        for (int i = 0; i < 10; i++) {
            Path copy = copy(original, place.resolve("cut" + i));
            Path file = copy.resolve(original.relativize(files.get(randomness.nextInt(files.size()))));
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(randomness.nextInt((int) open.length()));
            }

            Findings findings = open(copy);

            assertThat(findings.health.quarantined()).as(file.toString()).isPositive();
            assertThat(written).as(file.toString()).containsAllEntriesOf(findings.found);
            assertThat(findings.found).as(file.toString()).isNotEmpty();
        }
    }

    @Test
    void a_segment_that_is_missing_is_noticed() throws IOException, StoreException {
        List<Path> files = files(original.resolve(LOG));
        Path copy = copy(original, place.resolve("missing"));
        Files.delete(copy.resolve(original.relativize(files.get(1))));

        Findings findings = open(copy);

        assertThat(findings.health.problems()).anyMatch(problem -> problem.contains("missing"));
        assertThat(findings.found).isNotEmpty().hasSizeLessThan(ENTRIES);
        assertThat(written).containsAllEntriesOf(findings.found);
    }

    @Test
    void a_log_that_lost_its_end_is_noticed() throws IOException, StoreException {
        List<Path> files = files(original.resolve(LOG));
        Path copy = copy(original, place.resolve("end"));
        Files.delete(copy.resolve(original.relativize(files.get(files.size() - 1))));

        Findings findings = open(copy);

        assertThat(findings.health.problems()).anyMatch(problem -> problem.contains("lost its end"));
        assertThat(written).containsAllEntriesOf(findings.found);
    }

    @Test
    void an_index_that_is_missing_is_made_anew() throws IOException, StoreException {
        Path copy = copy(original, place.resolve("no-index"));
        DerbyIndexFactory.deleteAll(copy.resolve(INDEX));

        assertThat(open(copy).found).isEqualTo(written);
        assertThat(copy.resolve(INDEX)).isDirectory();
    }

    @Test
    void an_index_of_yesterday_catches_up() throws IOException, StoreException {
        Path copy = copy(original, place.resolve("yesterday"));
        try (Bench bench = new Bench(copy, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            store.put("a", "k1", "today");
            store.remove("a", "k2");
        }
        DerbyIndexFactory.deleteAll(copy.resolve(INDEX));
        copy(original.resolve(INDEX), copy.resolve(INDEX));
        Map<Bytes, Bytes> expected = new HashMap<>(written);
        expected.put(Bytes.utf8("k1"), Bytes.utf8("today"));
        expected.remove(Bytes.utf8("k2"));

        assertThat(open(copy).found).isEqualTo(expected);
    }

    @Test
    void an_index_of_another_log_is_not_believed() throws IOException, StoreException {
        Path copy = copy(original, place.resolve("foreign"));
        Path other = place.resolve("other");
        try (Bench bench = new Bench(other, Bench.DATABASE)) {
            StoreProbe store = bench.open();
            for (int i = 0; i < ENTRIES / 2; i++) {
                store.put("a", "k" + i, "value " + i + " ".repeat(i % 100));
            }
        }
        DerbyIndexFactory.deleteAll(copy.resolve(INDEX));
        copy(other.resolve(INDEX), copy.resolve(INDEX));

        assertThat(open(copy).found).isEqualTo(written);
    }

    @Test
    void a_log_of_a_later_version_is_left_alone() throws IOException {
        Path copy = copy(original, place.resolve("later"));
        Path file =
                copy.resolve(original.relativize(files(original.resolve(LOG)).get(0)));
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] header = new byte[12];
            open.readFully(header);
            header[7] = 2;
            CRC32C crc = new CRC32C();
            crc.update(header);
            open.seek(0);
            open.write(header);
            open.writeInt((int) crc.getValue());
        }

        try (Bench bench = new Bench(copy, Bench.DATABASE)) {
            assertThat(catchThrowable(bench::open))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("later version");
        }
    }

    private static long flip(Path file, SeededRandomness randomness) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long bit = Math.floorMod(randomness.nextLong(), open.length() * Byte.SIZE);
            open.seek(bit / Byte.SIZE);
            int value = open.read();
            open.seek(bit / Byte.SIZE);
            open.write(value ^ 1 << bit % Byte.SIZE);
            return bit;
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> size(file) > 0)
                    .sorted()
                    .toList();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }
}
