// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.transport.Connection;
import io.pipes.testkit.transport.TransportScene.Ends;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Connection} promises about back-pressure and large transfers. */
@Timeout(value = 2 * TransportBench.HANG_SECONDS, threadMode = Timeout.ThreadMode.SAME_THREAD)
public abstract class FlowContractTest {
    private static final int LARGE = 6 << 20;

    /** More than any transport and any operating system holds between two paused ends. */
    private static final int MORE_THAN_FITS = 64 << 20;

    /** What may have been read already when a connection is paused. */
    private static final int A_FEW_READS = 1 << 20;

    private TransportBench bench;
    private TransportScene scene;

    /** A bench with nothing on it. The test closes it. */
    protected abstract TransportBench open() throws Exception;

    @BeforeEach
    void openBench() throws Exception {
        bench = open();
        scene = new TransportScene(bench);
    }

    @AfterEach
    void closeBench() throws Exception {
        scene.assertNoMistakes();
        bench.close();
    }

    @Test
    void large_texts_pass_both_ways_at_once_and_stay_what_they_are() throws Exception {
        Ends ends = scene.connect(scene.listen().address());
        byte[] there = Texts.random(LARGE, 11);
        byte[] back = Texts.random(LARGE, 12);

        Pump callers = new Pump(ends.caller().connection(), there, 21);
        Pump callees = new Pump(ends.callee().connection(), back, 22);
        scene.onCaller(() -> start(ends.caller(), callers));
        scene.onCallee(() -> start(ends.callee(), callees));

        assertThat(scene.await(ends.callee().received(LARGE))).isEqualTo(there);
        assertThat(scene.await(ends.caller().received(LARGE))).isEqualTo(back);
    }

    @Test
    void bytes_written_without_waiting_arrive_all_the_same() throws Exception {
        Ends ends = scene.connect(scene.listen().address());
        byte[] text = Texts.random(LARGE, 13);

        scene.onCaller(() -> {
            ends.caller().connection().write(ByteBuffer.wrap(text));
            ends.caller().connection().flush();
        });

        assertThat(scene.await(ends.callee().received(LARGE))).isEqualTo(text);
    }

    @Test
    void a_paused_end_holds_the_writer_back_and_resuming_lets_it_go_on() throws Exception {
        scene.beforeStart((connection, probe) -> connection.pause());
        Ends ends = scene.connect(scene.listen().address());
        byte[] text = Texts.random(MORE_THAN_FITS, 14);
        Pump pump = new Pump(ends.caller().connection(), text, 23);

        scene.onCaller(() -> start(ends.caller(), pump));
        scene.pass(Duration.ofMillis(300));

        assertThat(pump.written()).isLessThan(MORE_THAN_FITS);
        assertThat(ends.callee().receivedSoFar().length).isLessThan(A_FEW_READS);
        scene.onCaller(() -> assertThat(ends.caller().connection().writable()).isFalse());

        scene.onCallee(() -> ends.callee().connection().resume());
        assertThat(scene.await(ends.callee().received(MORE_THAN_FITS))).isEqualTo(text);
        assertThat(pump.stops()).isPositive();
        assertThat(ends.caller().writableEvents()).isPositive();
    }

    @Test
    void nothing_more_is_delivered_some_time_after_pausing() throws Exception {
        Ends ends = scene.connect(scene.listen().address());
        scene.onCaller(
                () -> start(ends.caller(), new Pump(ends.caller().connection(), Texts.random(MORE_THAN_FITS, 27), 27)));
        scene.await(ends.callee().received(1));

        scene.onCallee(() -> ends.callee().connection().pause());
        scene.pass(Duration.ofMillis(200));
        int soon = ends.callee().receivedSoFar().length;
        scene.pass(Duration.ofMillis(200));

        assertThat(ends.callee().receivedSoFar()).hasSize(soon);
    }

    @Test
    void a_handler_may_pause_and_resume_again_and_again() throws Exception {
        scene.beforeStart((connection, probe) -> probe.onReceived(bytes -> {
            connection.pause();
            bench.acceptingLoop().schedule(Duration.ofNanos(1), connection::resume);
        }));
        Ends ends = scene.connect(scene.listen().address());
        byte[] text = Texts.random(1 << 20, 15);

        scene.onCaller(() -> start(ends.caller(), new Pump(ends.caller().connection(), text, 24)));

        assertThat(scene.await(ends.callee().received(text.length))).isEqualTo(text);
    }

    @Test
    void pausing_one_direction_leaves_the_other_alone() throws Exception {
        scene.beforeStart((connection, probe) -> connection.pause());
        Ends ends = scene.connect(scene.listen().address());
        byte[] text = Texts.random(1 << 20, 16);

        scene.onCallee(() -> start(ends.callee(), new Pump(ends.callee().connection(), text, 25)));

        assertThat(scene.await(ends.caller().received(text.length))).isEqualTo(text);
    }

    @Test
    void closing_under_back_pressure_ends_in_time_all_the_same() throws Exception {
        scene.beforeStart((connection, probe) -> connection.pause());
        Ends ends = scene.connect(scene.listen().address());

        scene.onCaller(() -> {
            ends.caller().connection().write(ByteBuffer.wrap(Texts.random(MORE_THAN_FITS, 17)));
            ends.caller().connection().close();
        });

        scene.await(ends.caller().closed());
        scene.onCallee(() -> ends.callee().connection().resume());
        scene.await(ends.callee().closed());
    }

    @Test
    void an_abort_under_back_pressure_ends_at_once() throws Exception {
        scene.beforeStart((connection, probe) -> connection.pause());
        Ends ends = scene.connect(scene.listen().address());

        scene.onCaller(() -> {
            ends.caller().connection().write(ByteBuffer.wrap(Texts.random(LARGE, 18)));
            ends.caller().connection().flush();
            ends.caller().connection().abort();
        });

        CompletableFuture<?> ended = ends.caller().closed();
        scene.await(ended);
        scene.onCallee(() -> ends.callee().connection().resume());
        scene.await(ends.callee().closed());
    }

    @Test
    void one_slow_reader_does_not_hold_up_another_connection() throws Exception {
        scene.beforeStart((connection, probe) -> connection.pause());
        Ends slow = scene.connect(scene.listen().address());
        scene.onCaller(() -> {
            slow.caller().connection().write(ByteBuffer.wrap(Texts.random(MORE_THAN_FITS, 19)));
            slow.caller().connection().flush();
        });
        scene.beforeStart((connection, probe) -> {});

        Ends quick = scene.connect(scene.listen().address());
        byte[] text = Texts.random(1 << 20, 20);
        scene.onCaller(() -> start(quick.caller(), new Pump(quick.caller().connection(), text, 26)));

        assertThat(scene.await(quick.callee().received(text.length))).isEqualTo(text);
    }

    private static void start(ConnectionProbe probe, Pump pump) {
        probe.onWritable(pump::run);
        pump.run();
    }
}
