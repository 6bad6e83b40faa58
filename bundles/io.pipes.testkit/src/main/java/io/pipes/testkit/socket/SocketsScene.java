// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.Socket;
import io.pipes.spi.socket.SocketException;
import io.pipes.spi.socket.SocketListener;
import io.pipes.spi.socket.Sockets;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The steps of the contract test: each does on the loop what its name says and waits for the result. */
final class SocketsScene {
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final SocketsBench bench;
    private final Sockets sockets;
    private final Loop loop;
    private final Path folder;
    private final Queue<SocketProbe> probes = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<SocketProbe> accepted = new LinkedBlockingQueue<>();

    SocketsScene(SocketsBench bench, Path folder) {
        this.bench = bench;
        this.folder = folder;
        sockets = bench.sockets();
        loop = bench.loop();
    }

    /** Both ends of one socket: ours, and a program's. */
    record Ends(SocketProbe ours, Program theirs) {}

    SocketListener listen(Endpoint at) throws Exception {
        return await(sockets.listen(at, loop, this::accept));
    }

    SocketException listenFails(Endpoint at) throws Exception {
        return fails(sockets.listen(at, loop, this::accept));
    }

    /** A program calls us. */
    Ends called(Family family) throws Exception {
        SocketListener listener = listen(family.free(folder));
        return called(family, listener);
    }

    Ends called(Family family, SocketListener listener) throws Exception {
        Program program = new Program(SocketChannel.open(family.address(listener.endpoint())));
        SocketProbe ours = accepted.poll(SocketsBench.HANG_SECONDS, TimeUnit.SECONDS);
        assertThat(ours).as("nobody was accepted").isNotNull();
        return new Ends(ours, program);
    }

    /** We call a program. */
    Ends calling(Family family) throws Exception {
        try (ServerSocketChannel server = family.server(folder)) {
            SocketProbe ours = connect(family.endpoint(server));
            return new Ends(ours, new Program(server.accept()));
        }
    }

    /** Asks from within the loop, so that the result can only be there on the loop or not yet. */
    SocketProbe connect(Endpoint to) throws Exception {
        CompletableFuture<SocketProbe> started = new CompletableFuture<>();
        loop.execute(() -> sockets.connect(to, loop, TIMEOUT)
                .thenApply(this::start)
                .whenComplete((probe, failed) -> settle(started, probe, failed)));
        return await(started);
    }

    private static <T> void settle(CompletableFuture<T> future, T result, Throwable failed) {
        if (failed == null) {
            future.complete(result);
        } else {
            future.completeExceptionally(failed);
        }
    }

    SocketException connectFails(Endpoint to, Duration timeout) throws Exception {
        return fails(sockets.connect(to, loop, timeout));
    }

    SocketException fails(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("It did not fail but made " + await(stage));
        } catch (ExecutionException failed) {
            return (SocketException) failed.getCause();
        }
    }

    void on(Runnable task) throws Exception {
        await(CompletableFuture.runAsync(task, loop));
    }

    <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SocketsBench.HANG_SECONDS, TimeUnit.SECONDS);
    }

    /** Lets time pass in which something must not happen, or may happen before it is looked again. */
    void pass(Duration time) throws Exception {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        loop.schedule(time, () -> passed.complete(null));
        await(passed);
    }

    void assertNoMistakes() {
        for (SocketProbe probe : probes) {
            assertThat(probe.mistakes()).as("events of one socket").isEmpty();
        }
    }

    SocketsBench bench() {
        return bench;
    }

    private void accept(Socket socket) {
        accepted.add(start(socket));
    }

    private SocketProbe start(Socket socket) {
        assertThat(loop.inLoop()).as("sockets are given on their loop").isTrue();
        SocketProbe probe = new SocketProbe(loop, socket);
        probes.add(probe);
        socket.start(probe);
        return probe;
    }
}
