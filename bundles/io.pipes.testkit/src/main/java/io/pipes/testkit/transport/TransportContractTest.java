// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException.Reason;
import io.pipes.testkit.transport.TransportScene.Ends;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link io.pipes.spi.transport.Transport} promises about opening, closing and what flows between. Inherit it in the tests of a
 * transport and say in {@link #open} how to make one; {@link FlowContractTest} belongs to it.
 */
@Timeout(value = 2 * TransportBench.HANG_SECONDS, threadMode = Timeout.ThreadMode.SAME_THREAD)
public abstract class TransportContractTest {
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
    void a_listener_tells_the_port_it_really_uses() throws Exception {
        Listener listener = scene.listen();

        assertThat(listener.address().port()).isPositive();
        assertThat(listener.address().scheme()).isEqualTo(bench.accepting().scheme());
        assertThat(listener.closed().toCompletableFuture()).isNotDone();
    }

    @Test
    void both_ends_know_the_addresses() throws Exception {
        Listener listener = scene.listen();

        Ends ends = scene.connect(listener.address());

        assertThat(ends.caller().connection().remote()).isEqualTo(listener.address());
        assertThat(ends.callee().connection().local().port())
                .isEqualTo(listener.address().port());
        assertThat(ends.callee().connection().remote())
                .isEqualTo(ends.caller().connection().local());
    }

    @Test
    void bytes_arrive_in_order_both_ways() throws Exception {
        Ends ends = scene.connect(scene.listen().address());

        scene.onCaller(() -> send(ends.caller().connection(), "one ", "two ", "three"));
        scene.onCallee(() -> send(ends.callee().connection(), "uno ", "due ", "tre"));

        assertThat(scene.await(ends.callee().received(13))).asString(UTF_8).isEqualTo("one two three");
        assertThat(scene.await(ends.caller().received(11))).asString(UTF_8).isEqualTo("uno due tre");
    }

    @Test
    void a_buffer_stays_the_callers_and_may_be_of_any_kind() throws Exception {
        Ends ends = scene.connect(scene.listen().address());
        ByteBuffer direct = ByteBuffer.allocateDirect(4).put(0, "dir.".getBytes(UTF_8));
        ByteBuffer part = ByteBuffer.wrap("-[part]-".getBytes(UTF_8), 1, 6).slice();
        byte[] reused = "reused".getBytes(UTF_8);

        scene.onCaller(() -> {
            Connection connection = ends.caller().connection();
            connection.write(direct.asReadOnlyBuffer());
            connection.write(part);
            connection.write(ByteBuffer.allocate(0));
            connection.write(ByteBuffer.wrap(reused));
            reused[0] = 'X';
            direct.put(0, (byte) 'X');
            connection.flush();
        });

        assertThat(scene.await(ends.callee().received(16))).asString(UTF_8).isEqualTo("dir.[part]reused");
    }

    @Test
    void nothing_is_delivered_before_the_start_and_nothing_is_lost_by_it() throws Exception {
        scene.beforeStart((connection, probe) -> send(connection, "welcome"));
        CompletableFuture<ConnectionProbe> callee = scene.nextAccepted();
        ConnectionProbe caller = scene.connectUnstarted(scene.listen().address());
        scene.await(callee);
        scene.onCaller(() -> assertThat(caller.receivedSoFar()).isEmpty());

        scene.onCaller(() -> caller.connection().start(caller));

        assertThat(scene.await(caller.received(7))).asString(UTF_8).isEqualTo("welcome");
    }

    @Test
    void what_was_written_before_close_arrives_before_the_end() throws Exception {
        Ends ends = scene.connect(scene.listen().address());
        byte[] text = Texts.random(300_000, 1);

        scene.onCaller(() -> {
            ends.caller().connection().write(ByteBuffer.wrap(text));
            ends.caller().connection().close();
        });

        assertThat(scene.await(ends.callee().closed()).reason()).isEqualTo(Reason.CLOSED);
        assertThat(ends.callee().receivedSoFar()).isEqualTo(text);
        assertThat(scene.await(ends.caller().closed()).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void abort_ends_both_sides() throws Exception {
        Ends ends = scene.connect(scene.listen().address());

        scene.onCallee(() -> ends.callee().connection().abort());

        assertThat(scene.await(ends.caller().closed()).reason()).isEqualTo(Reason.CLOSED);
        assertThat(scene.await(ends.callee().closed()).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void a_connection_that_was_never_started_can_be_aborted() throws Exception {
        CompletableFuture<ConnectionProbe> callee = scene.nextAccepted();
        ConnectionProbe caller = scene.connectUnstarted(scene.listen().address());

        scene.onCaller(() -> caller.connection().abort());

        assertThat(scene.await(scene.await(callee).closed()).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void an_ended_connection_ignores_everything_and_says_no_more() throws Exception {
        Ends ends = scene.connect(scene.listen().address());
        scene.onCaller(() -> ends.caller().connection().abort());
        scene.await(ends.caller().closed());
        scene.await(ends.callee().closed());

        for (ConnectionProbe end : List.of(ends.caller(), ends.callee())) {
            Runnable misuse =
                    () -> assertThatCode(() -> useAll(end.connection())).doesNotThrowAnyException();
            if (end == ends.caller()) {
                scene.onCaller(misuse);
            } else {
                scene.onCallee(misuse);
            }
        }

        scene.pass(Duration.ofMillis(50));
        assertThat(ends.callee().receivedSoFar()).isEmpty();
    }

    @Test
    void a_handler_may_end_the_connection_while_it_receives() throws Exception {
        scene.beforeStart((connection, probe) -> probe.onReceived(bytes -> connection.abort()));
        Ends ends = scene.connect(scene.listen().address());

        scene.onCaller(() -> {
            ends.caller().connection().write(ByteBuffer.wrap(Texts.random(500_000, 2)));
            ends.caller().connection().flush();
        });

        scene.await(ends.callee().closed());
        scene.await(ends.caller().closed());
    }

    @Test
    void a_connection_may_prove_itself_more_than_once() throws Exception {
        Ends ends = scene.connect(scene.listen().address());

        scene.onCallee(() -> {
            ends.callee().connection().authenticated();
            ends.callee().connection().authenticated();
            send(ends.callee().connection(), "still here");
        });

        assertThat(scene.await(ends.caller().received(10))).asString(UTF_8).isEqualTo("still here");
    }

    @Test
    void where_nobody_listens_a_call_is_refused() throws Exception {
        Listener listener = scene.listen();
        Address address = listener.address();
        scene.await(listener.close());

        assertThat(scene.connectFails(address)).isEqualTo(Reason.REFUSED);
    }

    @Test
    void an_address_of_another_scheme_is_not_supported() throws Exception {
        Address foreign = new Address("no-such-scheme", "localhost", 1);

        assertThat(scene.connectFails(foreign)).isEqualTo(Reason.UNSUPPORTED);
        assertThat(scene.listenFails(foreign)).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void a_port_has_one_listener() throws Exception {
        Listener first = scene.listen();

        assertThat(scene.listenFails(first.address())).isEqualTo(Reason.IN_USE);

        scene.connect(first.address());
    }

    @Test
    void a_closed_listener_accepts_no_more_but_its_connections_live_on() throws Exception {
        Listener listener = scene.listen();
        Ends ends = scene.connect(listener.address());

        scene.await(listener.close());
        scene.await(listener.close());
        scene.await(listener.closed());

        assertThat(scene.connectFails(listener.address())).isEqualTo(Reason.REFUSED);
        scene.onCaller(() -> send(ends.caller().connection(), "on and on"));
        assertThat(scene.await(ends.callee().received(9))).asString(UTF_8).isEqualTo("on and on");
    }

    @Test
    void the_port_of_a_closed_listener_can_be_taken_at_once() throws Exception {
        Listener first = scene.listen();
        Ends ends = scene.connect(first.address());
        scene.onCallee(() -> ends.callee().connection().close());
        scene.await(ends.caller().closed());
        scene.await(first.close());

        Listener second = scene.listen(first.address());

        assertThat(second.address()).isEqualTo(first.address());
        scene.connect(second.address());
    }

    @Test
    void connections_do_not_mix() throws Exception {
        scene.beforeStart((connection, probe) -> probe.onReceived(bytes -> {
            connection.write(bytes);
            connection.flush();
        }));
        Address address = scene.listen().address();
        List<Ends> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(scene.connect(address));
        }

        for (int i = 0; i < all.size(); i++) {
            Connection connection = all.get(i).caller().connection();
            String word = "word-%02d".formatted(i);
            scene.onCaller(() -> send(connection, word));
        }

        for (int i = 0; i < all.size(); i++) {
            assertThat(scene.await(all.get(i).caller().received(7)))
                    .asString(UTF_8)
                    .isEqualTo("word-%02d", i);
        }
    }

    @Test
    void a_stopped_transport_ends_its_connections_after_what_was_written_and_its_listeners() throws Exception {
        Listener listener = scene.listen();
        Ends ends = scene.connect(listener.address());
        scene.onCallee(() -> send(ends.callee().connection(), "last words"));

        bench.stopAccepting();

        assertThat(scene.await(ends.caller().closed()).reason()).isEqualTo(Reason.CLOSED);
        assertThat(ends.caller().receivedSoFar()).asString(UTF_8).isEqualTo("last words");
        assertThat(scene.await(ends.callee().closed()).reason()).isEqualTo(Reason.CLOSED);
        scene.await(listener.closed());
        assertThat(scene.connectFails(listener.address())).isEqualTo(Reason.REFUSED);
    }

    private static void useAll(Connection connection) {
        connection.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        connection.flush();
        connection.pause();
        connection.resume();
        connection.authenticated();
        connection.close();
        connection.abort();
    }

    private static void send(Connection connection, String... words) {
        for (String word : words) {
            connection.write(ByteBuffer.wrap(word.getBytes(UTF_8)));
        }
        connection.flush();
    }
}
