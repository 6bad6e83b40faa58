// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.spi.socket.DatagramHandler;
import io.pipes.spi.socket.DatagramSocket;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketException.Reason;
import io.pipes.testkit.time.SeededRandomness;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link DatagramSocket} promises. The other side is a program with a socket of the JDK. */
@Timeout(value = 2 * SocketsBench.HANG_SECONDS, threadMode = Timeout.ThreadMode.SAME_THREAD)
public abstract class DatagramsContractTest {
    private static final Endpoint.Udp ANY_PORT = new Endpoint.Udp("127.0.0.1", 0);

    private SocketsBench bench;
    private SocketsScene scene;
    private Heard heard;
    private DatagramSocket ours;
    private java.net.DatagramSocket theirs;

    /** A bench with nothing on it. The test closes it. */
    protected abstract SocketsBench open() throws Exception;

    private record Letter(Endpoint.Udp from, byte[] bytes) {}

    private static final class Heard implements DatagramHandler {
        private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
        private final CompletableFuture<SocketException> closed = new CompletableFuture<>();

        @Override
        public void received(DatagramSocket socket, Endpoint.Udp from, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            letters.add(new Letter(from, copy));
        }

        @Override
        public void closed(DatagramSocket socket, SocketException why) {
            closed.complete(why);
        }
    }

    @BeforeEach
    void openBench() throws Exception {
        bench = open();
        scene = new SocketsScene(bench, Path.of("."));
        heard = new Heard();
        ours = scene.await(bench.sockets().datagrams(ANY_PORT, bench.loop()));
        scene.on(() -> ours.start(heard));
        theirs = new java.net.DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        theirs.setSoTimeout(SocketsBench.HANG_SECONDS * 1_000);
    }

    @AfterEach
    void closeBench() throws Exception {
        theirs.close();
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_472, 1_473, 9_000, 65_506, 65_507})
    void datagrams_of_every_size_pass_both_ways(int size) throws Exception {
        byte[] text = new SeededRandomness(size).bytes(size);

        theirs.send(new DatagramPacket(
                text, size, InetAddress.getByName("127.0.0.1"), ours.local().port()));
        Letter letter = heard.letters.poll(SocketsBench.HANG_SECONDS, TimeUnit.SECONDS);
        assertThat(letter).as("nothing arrived").isNotNull();
        assertThat(letter.bytes()).isEqualTo(text);
        assertThat(letter.from()).isEqualTo(new Endpoint.Udp("127.0.0.1", theirs.getLocalPort()));

        scene.on(() -> ours.send(letter.from(), ByteBuffer.wrap(text)));
        DatagramPacket back = new DatagramPacket(new byte[65_535], 65_535);
        theirs.receive(back);
        assertThat(Arrays.copyOf(back.getData(), back.getLength())).isEqualTo(text);
        assertThat(back.getPort()).isEqualTo(ours.local().port());
    }

    @Test
    void a_datagram_to_nobody_is_lost_and_those_after_it_are_not() throws Exception {
        int closedPort;
        try (java.net.DatagramSocket gone = new java.net.DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            closedPort = gone.getLocalPort();
        }
        Endpoint.Udp somebody = new Endpoint.Udp("127.0.0.1", theirs.getLocalPort());
        scene.on(() -> ours.send(ANY_PORT.withPort(closedPort), ByteBuffer.wrap(new byte[10])));
        scene.on(() -> ours.send(somebody, ByteBuffer.wrap(new byte[] {7})));

        DatagramPacket packet = new DatagramPacket(new byte[10], 10);
        theirs.receive(packet);
        assertThat(packet.getLength()).isEqualTo(1);
        assertThat(heard.closed).isNotDone();
    }

    @Test
    void what_cannot_be_a_datagram_is_the_callers_mistake() throws Exception {
        scene.on(() -> {
            assertThatThrownBy(() -> ours.send(ANY_PORT.withPort(9), ByteBuffer.allocate(65_508)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ours.send(new Endpoint.Udp("localhost", 9), ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void a_port_is_for_one_only() throws Exception {
        Endpoint.Udp taken = new Endpoint.Udp("127.0.0.1", theirs.getLocalPort());

        assertThat(scene.fails(bench.sockets().datagrams(taken, bench.loop())).reason())
                .isEqualTo(Reason.IN_USE);
    }

    @Test
    void a_closed_socket_says_so_and_gives_its_port_back() throws Exception {
        scene.on(ours::close);

        assertThat(scene.await(heard.closed).reason()).isEqualTo(Reason.CLOSED);
        bindAgain();
    }

    @Test
    void a_stop_says_so_and_gives_the_port_back() throws Exception {
        bench.stop();

        assertThat(scene.await(heard.closed).reason()).isEqualTo(Reason.CLOSED);
        bindAgain();
        assertThat(scene.fails(bench.sockets().datagrams(ANY_PORT, bench.loop()))
                        .reason())
                .isEqualTo(Reason.CLOSED);
    }

    private void bindAgain() throws Exception {
        new java.net.DatagramSocket(new InetSocketAddress(
                        InetAddress.getByName("127.0.0.1"), ours.local().port()))
                .close();
    }
}
