// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.DiskFullException;
import io.pipes.testkit.scale.Scale;
import io.pipes.testkit.storage.DiskFaults;
import io.pipes.testkit.storage.DiskFaults.Operation;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories in the production store, on disks that lose power at any operation, report errors, run full, are slow, or lose what was on
 * them. Whatever happens to one disk: nothing that was acknowledged is lost or there twice, each author's order is kept, and all nodes
 * agree in the end.
 */
@Tag("simulation")
class HistoriesOnDisksTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int LIVES = 40;
    private static final int DAMAGES = 20;

    private static final Set<Operation> WRITING =
            EnumSet.of(Operation.APPEND, Operation.FORCE, Operation.TRUNCATE, Operation.PREALLOCATE);

    @TempDir
    Path locks;

    /** What goes wrong with a disk that does not take anything. */
    private enum Trouble {
        FULL,
        ERROR,
        READ_ONLY;

        IOException make() {
            return switch (this) {
                case FULL -> new DiskFullException("somewhere");
                case ERROR -> new IOException("The medium reports an error");
                case READ_ONLY -> new IOException("Read-only file system");
            };
        }
    }

    static LongStream seeds() {
        return Scale.seeds(5, 250);
    }

    static LongStream manySeeds() {
        return Scale.seeds(20, 250);
    }

    @ParameterizedTest
    @MethodSource("manySeeds")
    void a_loss_of_power_at_any_operation_of_the_disk_costs_nothing_that_was_acknowledged(long seed) {
        run(seed, book -> {
            SimulatedNode node = book.pipes().node(1);
            SeededRandomness chance = book.pipes().time().randomness("power");
            DiskFaults faults = node.host().disk().faults();
            for (int life = 0; life < LIVES; life++) {
                boolean whileLoading = chance.chance(0.4);
                if (!whileLoading) {
                    book.writeUntil(node::isConnected, LONG);
                }
                faults.crashAt(faults.operations() + 1 + chance.nextInt(whileLoading ? 30 : 60));
                book.writeUntil(() -> isOff(node.host().disk()), LONG);
                node.crash();
                node.restart();
            }
            faults.crashAt(-1);
            book.agree();
            assertThat(node.running().kernel().problems()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_disk_that_fails_at_any_operation_refuses_is_read_and_goes_on(Trouble trouble) {
        for (int first = 1; first <= 200; first += 20) {
            int begin = first;
            int end = Scale.nightly() || first == 1 ? first + 20 : first + 1;
            run(first, book -> {
                SimulatedNode node = book.pipes().node(1);
                for (int n = begin; n < end; n++) {
                    failAt(book, node, trouble, n, 1);
                    failAt(book, node, trouble, n, 9);
                }
                book.agree();
                assertThat(node.running().kernel().problems()).isEmpty();
            });
        }
    }

    /** Lets some operations in a row fail that write, the first one being the nth from now. */
    private static void failAt(Book book, SimulatedNode node, Trouble trouble, int n, int times) {
        int[] writes = {0};
        int refusedBefore = book.refused();
        node.host().disk().faults().trap((operation, path, number) -> {
            if (WRITING.contains(operation) && ++writes[0] >= n && writes[0] < n + times) {
                throw trouble.make();
            }
        });
        book.writeUntil(() -> writes[0] >= n, LONG);
        assertThat(Set.copyOf(book.notes().read(node)).containsAll(book.of(node)))
                .as("reading goes on")
                .isTrue();
        book.writeUntil(() -> writes[0] >= n + times, LONG);
        node.host().disk().faults().trap((operation, path, number) -> {});
        int accepted = book.of(node).size();
        book.writeUntil(() -> book.of(node).size() > accepted, SOON);
        assertThat(times == 1 || book.refused() > refusedBefore)
                .as("somebody heard of it: %s", n)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_a_disk_damages_while_its_node_is_stopped_is_told_and_fetched_again(long seed) {
        run(seed, book -> {
            SimulatedNode node = book.pipes().node(1);
            SeededRandomness chance = book.pipes().time().randomness("damage");
            book.mendedPacketsStandLast();
            List<String> first = SegmentLogs.files(node);
            book.writeUntil(() -> SegmentLogs.files(node).size() > first.size() + 3, LONG);
            for (int i = 0; i < DAMAGES; i++) {
                book.write();
                book.agree();
                // What was there before the pipeline is the membership log's business.
                List<String> files = new ArrayList<>(SegmentLogs.files(node));
                files.removeAll(first);
                node.kill();
                int chosen = chance.nextInt(files.size());
                damage(node.host().disk(), files.get(chosen), chance);
                node.restart();
                book.agree();
                assertThat(node.running().kernel().problems().isEmpty() && chosen < files.size() - 1)
                        .as("nobody hears of what became of file %s of %s", chosen, files.size())
                        .isFalse();
            }
        });
    }

    @Test
    void a_node_that_has_lost_its_last_packet_writes_none_before_a_member_has_said_what_it_wrote() {
        run(1, book -> {
            SimulatedPipes pipes = book.pipes();
            SimulatedNode node = pipes.node(1);
            book.mendedPacketsStandLast();
            book.write();
            book.agree();
            List<String> before = SegmentLogs.files(node);
            String file = before.get(before.size() - 1);
            byte[] old = content(node.host().disk(), file);
            book.write(node, "the last one");
            book.agree();
            int begin = Arrays.mismatch(old, content(node.host().disk(), file));
            while (SegmentLogs.files(node).size() < before.size() + 2) {
                book.write(
                        pipes.node(0),
                        "x".repeat(1_000) + book.of(pipes.node(0)).size());
                pipes.pass(Duration.ofMillis(20));
            }
            book.agree();
            node.kill();
            node.host().disk().flipBit(file, (begin + 40L) * Byte.SIZE);
            pipes.cut(node);
            node.restart();
            pipes.pass(SOON);

            assertThatThrownBy(() -> pipes.done(book.notes().write(node, "too early")))
                    .hasMessageContaining("this disk has lost records");
            node.kill();
            node.restart();
            pipes.pass(SOON);
            assertThatThrownBy(() -> pipes.done(book.notes().write(node, "and not forgotten")))
                    .hasMessageContaining("this disk has lost records");

            pipes.heal();
            assertThat(pipes.eventually(() -> book.notes().read(node).contains("the last one"), LONG))
                    .isTrue();
            book.write(node, "after it");
            book.agree();
            assertThat(book.of(node)).endsWith("the last one", "after it");
            assertThat(book.notes().info(node).kept().orElseThrow().forked()).isEmpty();
        });
    }

    /** The node's own log is open. */
    private static byte[] content(SimulatedDisk disk, String file) throws IOException {
        return disk.copy(1).read(file, 1 << 20).toArray();
    }

    /** Inverts a bit, or loses the end of the file. */
    private static void damage(SimulatedDisk disk, String file, SeededRandomness chance) {
        long size = disk.size(file);
        if (chance.chance(0.2)) {
            disk.cut(file, chance.nextInt((int) size));
        } else {
            disk.flipBit(file, chance.nextInt((int) size * Byte.SIZE));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_disk_that_is_slow_delays_its_own_node_and_loses_nothing(long seed) {
        run(seed, book -> {
            SimulatedNode slow = book.pipes().node(1);
            slow.host().disk().faults().slow(slow.host().loops()::spend, Duration.ofMillis(300), 50_000);
            for (int i = 0; i < 100; i++) {
                book.write();
            }
            assertThat(book.of(slow))
                    .hasSizeLessThan(book.of(book.pipes().node(0)).size());
            book.agree();
        });
    }

    private void run(long seed, Work work) {
        SimulationPlan plan = SimulatedPipes.network(3).seed(seed).routed(false).stores(new SegmentLogs(locks));
        try (SimulatedPipes pipes = plan.start()) {
            pipes.observed("HistoriesOnDisksTest", () -> {
                try {
                    work.with(new Book(pipes, Notes.create(pipes)));
                } catch (IOException e) {
                    throw new AssertionError("The simulated disk fails where nobody asked it to", e);
                }
            });
        }
    }

    @FunctionalInterface
    private interface Work {
        void with(Book book) throws IOException;
    }

    private static boolean isOff(SimulatedDisk disk) {
        try {
            disk.exists("anything");
            return false;
        } catch (IOException off) {
            return true;
        }
    }
}
