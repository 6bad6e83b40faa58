// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException.Reason;
import io.pipes.spi.socket.SocketListener;
import io.pipes.spi.socket.Sockets;
import io.pipes.testkit.socket.SocketsScene.Ends;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Sockets} promises about streams. The other side is always a program with sockets of the JDK. */
@Timeout(value = 2 * SocketsBench.HANG_SECONDS, threadMode = Timeout.ThreadMode.SAME_THREAD)
public abstract class SocketsContractTest {
    private static final int LARGE = 6 << 20;

    /** More than any operating system holds between two ends. */
    private static final int MORE_THAN_FITS = 32 << 20;

    private static final int MANY = 1_000;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final byte[] QUESTION = "question".getBytes();
    private static final byte[] ANSWER = "answer".getBytes();

    @TempDir
    private Path folder;

    private SocketsBench bench;
    private SocketsScene scene;

    /** A bench with nothing on it. The test closes it. */
    protected abstract SocketsBench open() throws Exception;

    @BeforeEach
    void openBench() throws Exception {
        bench = open();
        scene = new SocketsScene(bench, folder);
    }

    @AfterEach
    void closeBench() throws Exception {
        scene.assertNoMistakes();
        bench.close();
    }

    @ParameterizedTest
    @EnumSource
    void large_texts_pass_both_ways_at_once_and_stay_what_they_are(Family family) throws Exception {
        for (Ends ends : List.of(scene.called(family), scene.calling(family))) {
            byte[] there = text(LARGE, 1);
            byte[] back = text(LARGE, 2);

            scene.on(() -> ends.ours().write(there, ends.ours().socket()::end));
            CompletableFuture<?> sent = Program.aside(() -> {
                ends.theirs().send(back);
                ends.theirs().sendEnd();
                return null;
            });

            assertSame(scene.await(Program.aside(ends.theirs()::readAll)), there);
            assertSame(scene.await(ends.ours().ended()), back);
            scene.await(sent);
            assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
            ends.theirs().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_paused_socket_delivers_nothing_and_holds_the_writer_back(Family family) throws Exception {
        Ends ends = scene.called(family);
        byte[] text = text(MORE_THAN_FITS, 3);
        scene.on(ends.ours().socket()::pause);
        CompletableFuture<?> sent = sendAside(ends, text);

        scene.pass(Duration.ofMillis(300));
        assertThat(ends.ours().received()).isZero();
        assertThat(sent).isNotDone();

        scene.on(ends.ours().socket()::resume);
        assertSame(scene.await(ends.ours().ended()), text);
        scene.await(sent);
    }

    @ParameterizedTest
    @EnumSource
    void what_arrives_before_the_end_is_delivered_before_it_also_after_a_pause(Family family) throws Exception {
        Ends ends = scene.called(family);
        byte[] text = text(100_000, 4);
        scene.on(ends.ours().socket()::pause);
        scene.await(sendAside(ends, text));

        scene.pass(Duration.ofMillis(200));
        assertThat(ends.ours().received()).isZero();
        assertThat(ends.ours().ended()).isNotDone();

        scene.on(ends.ours().socket()::resume);
        assertSame(scene.await(ends.ours().ended()), text);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_may_pause_and_resume_again_and_again(Family family) throws Exception {
        Ends ends = scene.called(family);
        byte[] text = text(LARGE, 5);
        ends.ours().pauseAgainAndAgain();

        scene.await(sendAside(ends, text));

        assertSame(scene.await(ends.ours().ended()), text);
    }

    @ParameterizedTest
    @EnumSource
    void a_program_that_does_not_read_makes_the_socket_not_writable(Family family) throws Exception {
        Ends ends = scene.calling(family);
        byte[] text = text(MORE_THAN_FITS, 6);
        scene.on(() -> ends.ours().write(text, ends.ours().socket()::end));
        scene.pass(Duration.ofMillis(300));
        scene.on(() -> {
            assertThat(ends.ours().unwritten()).isPositive();
            assertThat(ends.ours().socket().writable()).isFalse();
        });

        assertSame(scene.await(Program.aside(ends.theirs()::readAll)), text);
        ends.theirs().close();
    }

    @ParameterizedTest
    @EnumSource
    void after_our_end_the_other_direction_goes_on(Family family) throws Exception {
        Ends ends = scene.calling(family);
        scene.on(() -> ends.ours().write(QUESTION, ends.ours().socket()::end));

        assertThat(scene.await(Program.aside(ends.theirs()::readAll))).isEqualTo(QUESTION);
        scene.on(() -> assertThat(ends.ours().socket().writable()).isFalse());
        assertThat(ends.ours().closed()).isNotDone();
        scene.await(sendAside(ends, ANSWER));

        assertThat(scene.await(ends.ours().ended())).isEqualTo(ANSWER);
        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void after_their_end_the_other_direction_goes_on(Family family) throws Exception {
        Ends ends = scene.called(family);
        scene.await(sendAside(ends, QUESTION));
        assertThat(scene.await(ends.ours().ended())).isEqualTo(QUESTION);

        scene.pass(Duration.ofMillis(100));
        assertThat(ends.ours().closed()).isNotDone();
        scene.on(() -> ends.ours().write(ANSWER, ends.ours().socket()::end));

        assertThat(scene.await(Program.aside(ends.theirs()::readAll))).isEqualTo(ANSWER);
        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
        ends.theirs().close();
    }

    @ParameterizedTest
    @EnumSource
    void after_their_end_a_long_answer_waits_for_a_slow_reader(Family family) throws Exception {
        Ends ends = scene.called(family);
        byte[] text = text(MORE_THAN_FITS, 13);
        scene.await(sendAside(ends, QUESTION));
        scene.await(ends.ours().ended());
        scene.pass(Duration.ofMillis(50));

        scene.on(() -> ends.ours().write(text, ends.ours().socket()::end));
        scene.pass(Duration.ofMillis(100));

        assertSame(scene.await(Program.aside(ends.theirs()::readAll)), text);
        ends.theirs().close();
    }

    @Test
    void our_reset_is_seen_as_one() throws Exception {
        Ends ends = scene.called(Family.TCP);
        CompletableFuture<byte[]> read = Program.aside(ends.theirs()::readAll);
        scene.on(() -> {
            ends.ours().socket().write(ByteBuffer.wrap(text(LARGE, 7)));
            ends.ours().socket().reset();
        });

        assertThatThrownBy(() -> scene.await(read)).hasRootCauseInstanceOf(IOException.class);
        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
    }

    @Test
    void their_reset_is_said_to_be_one() throws Exception {
        Ends ends = scene.called(Family.TCP);
        ends.theirs().reset();

        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.RESET);
        assertThat(ends.ours().ended()).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void who_goes_without_reading_has_reset_it(Family family) throws Exception {
        Ends ends = scene.calling(family);
        scene.on(() -> ends.ours().write(text(MORE_THAN_FITS, 8), () -> {}));
        scene.pass(Duration.ofMillis(100));
        ends.theirs().close();

        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.RESET);
    }

    @Test
    void a_reset_after_their_end_is_said_when_something_is_written() throws Exception {
        Ends ends = scene.called(Family.TCP);
        scene.await(sendAside(ends, QUESTION));
        scene.await(ends.ours().ended());
        ends.theirs().reset();

        scene.on(() -> ends.ours().write(text(MORE_THAN_FITS, 9), () -> {}));

        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.RESET);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_queued_arrives_when_the_socket_is_closed(Family family) throws Exception {
        Ends ends = scene.called(family);
        byte[] text = text(MORE_THAN_FITS, 10);
        ends.theirs().send(QUESTION);
        scene.on(() -> {
            ends.ours().socket().pause();
            ends.ours().socket().write(ByteBuffer.wrap(text));
            ends.ours().socket().close();
        });

        assertSame(scene.await(Program.aside(ends.theirs()::readAll)), text);
        ends.theirs().close();
        assertThat(scene.await(ends.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
    }

    @ParameterizedTest
    @EnumSource
    void where_nobody_listens_a_call_is_refused(Family family) throws Exception {
        SocketListener listener = scene.listen(family.free(folder));
        scene.await(listener.close());

        assertThat(scene.connectFails(listener.endpoint(), SocketsScene.TIMEOUT).reason())
                .isEqualTo(Reason.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void where_somebody_listens_nobody_else_can(Family family) throws Exception {
        try (ServerSocketChannel server = family.server(folder)) {
            assertThat(scene.listenFails(family.endpoint(server)).reason()).isEqualTo(Reason.IN_USE);
            SocketChannel.open(server.getLocalAddress()).close();
        }
        SocketListener ours = scene.listen(family.free(folder));
        assertThat(scene.listenFails(ours.endpoint()).reason()).isEqualTo(Reason.IN_USE);
        scene.called(family, ours).theirs().close();
    }

    @Test
    void a_name_that_nobody_has_is_unknown() throws Exception {
        Endpoint nobody = new Endpoint.Tcp("nobody.invalid", 80);

        assertThat(scene.connectFails(nobody, SocketsScene.TIMEOUT).reason()).isEqualTo(Reason.NAME_UNKNOWN);
        assertThat(scene.listenFails(nobody).reason()).isEqualTo(Reason.NAME_UNKNOWN);
        CompletionStage<?> addresses = bench.sockets().addresses("nobody.invalid", bench.loop());
        assertThat(scene.fails(addresses).reason()).isEqualTo(Reason.NAME_UNKNOWN);
    }

    @Test
    void a_name_has_addresses_and_an_address_has_itself() throws Exception {
        assertThat(scene.await(bench.sockets().addresses("localhost", bench.loop())))
                .isNotEmpty()
                .allSatisfy(address -> assertThat(InetAddress.getByName(address).isLoopbackAddress())
                        .isTrue());
        assertThat(scene.await(bench.sockets().addresses("::ffff:192.0.2.1", bench.loop())))
                .containsExactly("192.0.2.1");
    }

    @Test
    void who_does_not_answer_has_timed_out() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                FullQueue queue = new FullQueue(server)) {
            Endpoint silent = new Endpoint.Tcp("127.0.0.1", server.getLocalPort());

            assertThat(scene.connectFails(silent, Duration.ofMillis(300)).reason())
                    .isEqualTo(Reason.TIMED_OUT);
        }
    }

    @Test
    void an_address_of_another_machine_is_none_to_listen_at() throws Exception {
        assertThat(scene.listenFails(new Endpoint.Tcp("192.0.2.1", 0)).reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_accepted_lives_on_when_its_listener_is_closed(Family family) throws Exception {
        SocketListener listener = scene.listen(family.free(folder));
        Ends ends = scene.called(family, listener);
        scene.await(listener.close());
        scene.await(scene.listen(listener.endpoint()).close());

        scene.await(sendAside(ends, QUESTION));
        scene.await(ends.ours().ended());
        scene.on(() -> ends.ours().write(ANSWER, ends.ours().socket()::end));

        assertThat(scene.await(Program.aside(ends.theirs()::readAll))).isEqualTo(ANSWER);
        ends.theirs().close();
    }

    @ParameterizedTest
    @EnumSource
    void a_stop_sends_what_is_queued_and_leaves_nothing_open(Family family) throws Exception {
        SocketListener listener = scene.listen(family.free(folder));
        Ends reading = scene.called(family, listener);
        Ends silent = scene.called(family, listener);
        byte[] text = text(3 << 20, 11);
        scene.on(() -> {
            reading.ours().socket().write(ByteBuffer.wrap(text));
            silent.ours().socket().write(ByteBuffer.wrap(text(MORE_THAN_FITS, 12)));
        });
        CompletableFuture<byte[]> read = Program.aside(() -> {
            byte[] all = reading.theirs().readAll();
            reading.theirs().close();
            return all;
        });

        bench.stop();

        assertSame(scene.await(read), text);
        assertThat(scene.await(reading.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
        assertThat(scene.await(silent.ours().closed()).reason()).isEqualTo(Reason.CLOSED);
        assertThat(listener.closed().toCompletableFuture()).isDone();
        assertThatThrownBy(() -> SocketChannel.open(family.address(listener.endpoint())))
                .isInstanceOf(IOException.class);
        assertThat(scene.connectFails(listener.endpoint(), SocketsScene.TIMEOUT).reason())
                .isEqualTo(Reason.CLOSED);
        assertThat(scene.listenFails(listener.endpoint()).reason()).isEqualTo(Reason.CLOSED);
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void a_thousand_sockets_that_came_and_went_leave_no_descriptor(Family family) throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(DESCRIPTORS), "only Linux shows them");
        SocketListener listener = scene.listen(family.free(folder));
        comeAndGo(family, listener, 50);
        long before = descriptors();

        comeAndGo(family, listener, MANY);

        for (int look = 0; descriptors() > before && look < 100; look++) {
            scene.pass(Duration.ofMillis(50));
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    void the_file_of_a_unix_socket_is_for_this_user_alone_and_goes_with_it() throws Exception {
        Endpoint.Unix at = (Endpoint.Unix) Family.UNIX.free(folder);
        SocketListener listener = scene.listen(at);
        assertThat(Files.getPosixFilePermissions(Path.of(at.path())))
                .hasSize(2)
                .allSatisfy(permission -> assertThat(permission.name()).startsWith("OWNER_"));

        scene.await(listener.close());

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void the_file_of_a_process_that_is_gone_is_replaced() throws Exception {
        ServerSocketChannel gone = Family.UNIX.server(folder);
        Endpoint at = Family.UNIX.endpoint(gone);
        gone.close();
        assertThat(folder).isNotEmptyDirectory();

        SocketListener listener = scene.listen(at);

        scene.called(Family.UNIX, listener).theirs().close();
    }

    @Test
    void a_file_that_is_no_socket_is_left_alone() throws Exception {
        Path file = Files.writeString(folder.resolve("letter"), "dear reader");

        assertThat(scene.listenFails(new Endpoint.Unix(file.toString())).reason())
                .isEqualTo(Reason.IN_USE);
        assertThat(file).hasContent("dear reader");
    }

    @Test
    void a_unix_socket_needs_its_folder() throws Exception {
        Endpoint nowhere = new Endpoint.Unix(folder + "/none/a.sock");

        assertThat(scene.listenFails(nowhere).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(scene.connectFails(nowhere, SocketsScene.TIMEOUT).reason()).isEqualTo(Reason.REFUSED);
    }

    private void comeAndGo(Family family, SocketListener listener, int times) throws Exception {
        List<CompletableFuture<?>> closed = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            boolean reset = i % 3 == 0;
            Ends ends = scene.called(family, listener);
            scene.on(() -> {
                if (reset) {
                    ends.ours().socket().reset();
                } else {
                    ends.ours().write(QUESTION, ends.ours().socket()::close);
                }
            });
            ends.theirs().close();
            closed.add(ends.ours().closed());
        }
        scene.await(CompletableFuture.allOf(closed.toArray(CompletableFuture<?>[]::new)));
    }

    private static CompletableFuture<?> sendAside(Ends ends, byte[] text) {
        return Program.aside(() -> {
            ends.theirs().send(text);
            ends.theirs().sendEnd();
            return null;
        });
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }

    /** Says where texts of megabytes differ, instead of printing them. */
    private static void assertSame(byte[] arrived, byte[] sent) {
        assertThat(arrived).as("bytes that arrived").hasSize(sent.length);
        assertThat(Arrays.mismatch(arrived, sent)).as("first byte that differs").isEqualTo(-1);
    }

    private static byte[] text(int size, long seed) {
        return new SeededRandomness(seed).bytes(size);
    }
}
