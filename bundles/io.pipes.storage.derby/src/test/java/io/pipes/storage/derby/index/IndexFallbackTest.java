// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.blocking.Digest;
import io.pipes.spi.storage.blocking.Digests;
import io.pipes.storage.derby.log.Codecs;
import io.pipes.storage.derby.log.LogEntry;
import io.pipes.storage.derby.log.LogOptions;
import io.pipes.storage.derby.log.Mark;
import io.pipes.storage.derby.log.SegmentLog;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happens where a database cannot be made, and where one breaks while it is used. */
class IndexFallbackTest {
    private final CryptoSuite suite = new SimulatedSuite();
    private final Secret key = Secret.copyOf(new byte[32]);
    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final Digests digests = new Digests(parts -> suite.mac(key, parts));
    private final List<@Nullable String> problems = new ArrayList<>();
    private final Places places = new Places();

    /** Databases that break when they are told to. */
    private final class Places implements IndexFactory {
        private boolean possible = true;
        private boolean broken;
        private int made;

        @Override
        public boolean exists() {
            return false;
        }

        @Override
        public Index open() throws IndexException {
            if (!possible) {
                throw new IndexException("no room", null);
            }
            made++;
            broken = false;
            return new Breakable(this);
        }

        @Override
        public void delete() {
            // Nothing is left anyway.
        }
    }

    /** Does its work until it breaks. */
    private record Breakable(Index index, Places places) implements Index {
        Breakable(Places places) {
            this(new MemoryIndex(), places);
        }

        private Index whole() throws IndexException {
            if (places.broken) {
                throw new IndexException("broken", null);
            }
            return index;
        }

        @Override
        public IndexState state() {
            return index.state();
        }

        @Override
        public @Nullable Row find(Digest key) throws IndexException {
            return whole().find(key);
        }

        @Override
        public List<Row> scan(Digest area, long after, int limit) throws IndexException {
            return whole().scan(area, after, limit);
        }

        @Override
        public List<Digest> areas() throws IndexException {
            return whole().areas();
        }

        @Override
        public void apply(List<IndexChange> changes, Mark mark, long nextPosition) throws IndexException {
            whole().apply(changes, mark, nextPosition);
        }

        @Override
        public List<Digest> keysIn(long segment, int offset, int end) throws IndexException {
            return whole().keysIn(segment, offset, end);
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing to release.
        }
    }

    private SegmentLog log() throws IOException {
        Codecs codecs = new Codecs("store-1", () -> suite.valueCipher(key, new SeededRandomness(1)));
        return SegmentLog.open(disk, "log", codecs, LogOptions.USUAL, Mark.START, (segment, from, to, sentence) -> {});
    }

    private LiveIndex open(SegmentLog log, long smallLog) throws IOException {
        LiveIndex index = LiveIndex.open(places, digests, problems::add, smallLog);
        index.attach(log);
        return index;
    }

    private static void put(SegmentLog log, LiveIndex index, int number) throws IOException {
        LogEntry entry = new LogEntry(number, "a", Bytes.utf8("k" + number), Bytes.utf8("v"));
        SegmentLog.Appended appended = log.append(List.of(List.of(entry)));
        log.atLeastNextPosition(number + 1);
        index.publish(appended.placed(), appended.end());
    }

    private static void finds(LiveIndex index, int entries) throws IOException {
        assertThat(index.scan("a", -1, 1000)).hasSize(entries);
        for (int i = 0; i < entries; i++) {
            assertThat(index.find("a", Bytes.utf8("k" + i))).isNotNull();
        }
    }

    @Test
    void without_room_for_a_database_the_index_is_in_memory_and_says_so_until_there_is() throws IOException {
        SegmentLog log = log();
        places.possible = false;
        LiveIndex index = open(log, -1);
        put(log, index, 0);
        index.flush();

        finds(index, 1);
        assertThat(problems.get(problems.size() - 1)).contains("kept in memory");
        assertThat(index.settle()).isFalse();

        places.possible = true;
        assertThat(index.settle()).isTrue();
        assertThat(problems.get(problems.size() - 1)).isNull();
        assertThat(places.made).isEqualTo(1);
        finds(index, 1);
    }

    @Test
    void a_database_that_breaks_is_made_anew_while_the_reader_waits() throws IOException {
        SegmentLog log = log();
        LiveIndex index = open(log, -1);
        for (int i = 0; i < 100; i++) {
            put(log, index, i);
        }
        index.flush();
        places.broken = true;

        finds(index, 100);
        assertThat(places.made).isEqualTo(2);
    }

    @Test
    void a_database_that_breaks_while_it_is_written_is_made_anew() throws IOException {
        SegmentLog log = log();
        LiveIndex index = open(log, -1);
        put(log, index, 0);
        places.broken = true;
        index.flush();

        assertThat(places.made).isEqualTo(2);
        assertThat(index.lag()).isZero();
        finds(index, 1);
    }

    @Test
    void a_store_gets_its_database_when_its_log_is_no_longer_small() throws IOException {
        SegmentLog log = log();
        LiveIndex index = open(log, 2_000);
        put(log, index, 0);
        assertThat(index.settle()).isTrue();
        assertThat(places.made).isZero();

        for (int i = 1; i < 50; i++) {
            put(log, index, i);
        }
        assertThat(index.settle()).isTrue();
        assertThat(places.made).isEqualTo(1);
        finds(index, 50);
    }
}
