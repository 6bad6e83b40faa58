// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.identity.Identity;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.spi.local.LocalForwards;
import io.pipes.spi.local.LocalForwards.Forwarded;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.transport.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real programs' sockets through real nodes: north and south listen nowhere, and meet over the middle one. */
@Timeout(180)
class ForwardingTest {
    private static final int MUCH = 20 << 20;

    @TempDir
    Path folder;

    private final ExecutorService programs = Executors.newCachedThreadPool();
    private final List<AutoCloseable> open = new ArrayList<>();
    private EngineParts parts;
    private Engine middle;
    private Engine north;
    private Engine south;
    private ServerSocket server;

    @BeforeEach
    void begin() throws Exception {
        parts = opened(EngineParts.start(1));
        middle = opened(
                Engine.start(settings("middle").listeningAt(List.of(new Address("tcp", "127.0.0.1", 0))), parts));
        north = opened(Engine.start(settings("north"), parts));
        south = opened(Engine.start(settings("south"), parts));
        LocalNetwork garden = done(middle.networks()
                .orElseThrow()
                .create("garden", identity(middle, "mia").identity()));
        join(garden, north, "anna");
        join(garden, south, "bert");
        await(() -> network(north).nodes().size() == 2 && network(south).nodes().size() == 2);
        server = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private EngineSettings settings(String name) {
        return EngineSettings.at(folder.resolve(name)).listeningAt(List.of());
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private static Identity identity(Engine engine, String name) throws Exception {
        return done(engine.identities().create(name));
    }

    private static void join(LocalNetwork garden, Engine engine, String name) throws Exception {
        String ticket = done(garden.invite(InvitationTerms.DEFAULT)).ticket();
        done(engine.networks().orElseThrow().join(ticket, identity(engine, name).identity()));
    }

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        programs.shutdownNow();
    }

    private static LocalNetwork network(Engine engine) {
        return engine.networks().orElseThrow().list().get(0);
    }

    private static LocalForwards forwards(Engine engine) {
        return network(engine).facet(LocalForwards.class).orElseThrow();
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void await(Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.call()) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** The server's port is a service of south, and a port of north leads there. @return that port */
    private int forwarded() throws Exception {
        done(forwards(south).publish("web", target(), Access.WRITERS));
        return port(done(forwards(north).forward(anyPort(), network(south).node(), "web")));
    }

    private Endpoint target() {
        return new Endpoint.Tcp("127.0.0.1", server.getLocalPort());
    }

    private static Endpoint anyPort() {
        return new Endpoint.Tcp("127.0.0.1", 0);
    }

    private static int port(Forwarded forward) {
        return ((Endpoint.Tcp) forward.listen()).port();
    }

    private Socket connect(int port) throws IOException {
        return opened(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private static byte[] chance(int seed, int bytes) {
        byte[] array = new byte[bytes];
        new Random(seed).nextBytes(array);
        return array;
    }

    private CompletableFuture<byte[]> reading(Socket from) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return from.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                programs);
    }

    private CompletableFuture<Void> writing(Socket to, byte[] bytes) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        to.getOutputStream().write(bytes);
                        to.shutdownOutput();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                programs);
    }

    @Test
    void megabytes_go_both_ways_over_two_hops_with_every_byte_right_and_each_end_in_its_place() throws Exception {
        byte[] question = chance(1, MUCH);
        byte[] answer = chance(2, MUCH);
        Socket client = connect(forwarded());
        Socket served = opened(server.accept());

        CompletableFuture<byte[]> asked = reading(served);
        writing(client, question);
        assertThat(done(asked)).isEqualTo(question);
        CompletableFuture<byte[]> answered = reading(client);
        writing(served, answer);

        assertThat(done(answered)).isEqualTo(answer);
        await(() -> done(forwards(north).forwards()).get(0).counters().open() == 0
                && done(forwards(south).published()).get(0).counters().open() == 0);
        assertThat(done(forwards(north).forwards()).get(0).counters())
                .isEqualTo(new LocalForwards.Counters(0, 1, MUCH, MUCH));
        assertThat(done(forwards(south).published()).get(0).counters())
                .isEqualTo(new LocalForwards.Counters(0, 1, MUCH, MUCH));
    }

    @Test
    void what_a_program_says_when_it_breaks_off_the_other_one_hears() throws Exception {
        int port = forwarded();
        Socket client = connect(port);
        Socket served = opened(server.accept());
        client.getOutputStream().write(7);
        assertThat(served.getInputStream().read()).isEqualTo(7);

        served.setSoLinger(true, 0);
        served.close();

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void where_nobody_listens_a_program_sees_a_reset() throws Exception {
        int port = forwarded();
        server.close();

        Socket client = connect(port);

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void who_may_not_use_a_service_sees_a_reset_and_the_server_nothing() throws Exception {
        int port = forwarded();
        done(network(middle).assign(network(north).node(), Role.READER));
        await(() -> network(north).role() == Role.READER);
        await(() -> network(south).nodes().stream()
                .anyMatch(node -> node.node().equals(network(north).node()) && node.role() == Role.READER));

        Socket client = connect(port);

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        server.setSoTimeout(500);
        assertThatThrownBy(() -> server.accept()).isInstanceOf(java.net.SocketTimeoutException.class);
    }

    @Test
    void what_is_forwarded_and_published_is_there_again_after_a_restart() throws Exception {
        int port = forwarded();
        north.close();
        south.close();
        north = opened(Engine.start(settings("north"), parts));
        south = opened(Engine.start(settings("south"), parts));
        await(() -> done(forwards(north).forwards()).size() == 1
                && done(forwards(north).forwards()).get(0).problem().isEmpty());

        await(() -> answers(port));

        assertThat(done(forwards(south).published()).get(0).target()).isEqualTo(target());
    }

    /** The way through the middle may not be there yet. */
    private boolean answers(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(7);
            client.shutdownOutput();
            server.setSoTimeout(5_000);
            try (Socket served = server.accept()) {
                return served.getInputStream().read() == 7;
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void what_is_taken_away_is_gone_also_for_connections_that_are_open() throws Exception {
        int port = forwarded();
        Socket client = connect(port);
        Socket served = opened(server.accept());
        client.getOutputStream().write(7);
        assertThat(served.getInputStream().read()).isEqualTo(7);
        long number = done(forwards(north).forwards()).get(0).number();

        done(forwards(north).remove(number));

        assertThatThrownBy(() -> served.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> connect(port)).isInstanceOf(java.net.ConnectException.class);
        assertThat(done(forwards(north).forwards())).isEmpty();
        done(forwards(south).withdraw("web"));
        assertThat(done(forwards(south).published())).isEmpty();
        assertFails(Code.NOT_FOUND, forwards(south).withdraw("web"));
        assertFails(Code.NOT_FOUND, forwards(north).remove(number));
    }

    @Test
    void a_unix_socket_leads_to_another_one() throws Exception {
        Path here = folder.resolve("here.sock");
        done(forwards(south).publish("db", target(), Access.WRITERS));
        done(forwards(north)
                .forward(new Endpoint.Unix(here.toString()), network(south).node(), "db"));

        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(here));
            client.write(ByteBuffer.wrap(new byte[] {7}));
            Socket served = opened(server.accept());
            assertThat(served.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void what_makes_no_sense_is_refused_and_nothing_is_left_of_it() throws Exception {
        int taken = forwarded();
        assertFails(Code.ALREADY_EXISTS, forwards(south).publish("web", target(), Access.WRITERS));
        assertFails(Code.INVALID_ARGUMENT, forwards(south).publish("No Name", target(), Access.WRITERS));
        assertThatThrownBy(
                        () -> forwards(south).publish("meta", new Endpoint.Tcp("169.254.169.254", 80), Access.WRITERS))
                .isInstanceOf(PipesException.class);
        assertFails(
                Code.ADDRESS_IN_USE,
                forwards(north)
                        .forward(
                                new Endpoint.Tcp("127.0.0.1", taken),
                                network(south).node(),
                                "web"));

        assertFails(
                Code.INVALID_ARGUMENT,
                forwards(north).forward(anyPort(), network(north).node(), "web"));
        assertThat(done(forwards(south).published())).hasSize(1);
        assertThat(done(forwards(north).forwards())).hasSize(1);
    }

    private static void assertFails(Code code, CompletionStage<?> stage) {
        assertThatThrownBy(() -> done(stage))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PipesException.class,
                        failed -> assertThat(failed.code()).isEqualTo(code));
    }

    @Test
    void many_short_connections_leave_nothing_open() throws Exception {
        int port = forwarded();
        for (int i = 0; i < 200; i++) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = client.getOutputStream();
                out.write(i);
                client.shutdownOutput();
                try (Socket served = server.accept()) {
                    InputStream in = served.getInputStream();
                    assertThat(in.read()).isEqualTo(i);
                    assertThat(in.read()).isEqualTo(-1);
                }
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }

        await(() -> done(forwards(north).forwards()).get(0).counters().open() == 0);
        await(() -> done(forwards(south).published()).get(0).counters().open() == 0);
        assertThat(done(forwards(south).published()).get(0).counters().all()).isEqualTo(200);
    }
}
