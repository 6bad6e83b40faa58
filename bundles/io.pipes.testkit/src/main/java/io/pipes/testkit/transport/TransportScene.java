// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The steps of a transport's contract test: each does on the right loop what its name says and waits for the result. */
final class TransportScene {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final TransportBench bench;
    private final List<ConnectionProbe> probes = new ArrayList<>();
    private final ConcurrentLinkedQueue<ConnectionProbe> accepted = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CompletableFuture<ConnectionProbe>> awaited = new ConcurrentLinkedQueue<>();
    private BiConsumer<Connection, ConnectionProbe> beforeStart = (connection, probe) -> {};

    TransportScene(TransportBench bench) {
        this.bench = bench;
    }

    /** Both ends of one connection. */
    record Ends(ConnectionProbe caller, ConnectionProbe callee) {}

    Listener listen() throws Exception {
        return listen(bench.anyPort());
    }

    Listener listen(Address address) throws Exception {
        Loop loop = bench.acceptingLoop();
        return bench.await(onLoop(loop, "listen", () -> bench.accepting().listen(address, loop, this::accept)));
    }

    TransportException.Reason listenFails(Address address) throws Exception {
        Loop loop = bench.acceptingLoop();
        return reason(onLoop(loop, "listen", () -> bench.accepting().listen(address, loop, this::accept)));
    }

    /** What happens to the next accepted connections on their loop, just before they are started. */
    void beforeStart(BiConsumer<Connection, ConnectionProbe> reaction) {
        beforeStart = reaction;
    }

    Ends connect(Address address) throws Exception {
        CompletableFuture<ConnectionProbe> callee = nextAccepted();
        ConnectionProbe caller = connectUnstarted(address);
        onCaller(() -> caller.connection().start(caller));
        return new Ends(caller, bench.await(callee));
    }

    ConnectionProbe connectUnstarted(Address address) throws Exception {
        Loop loop = bench.callingLoop();
        Connection connection =
                bench.await(onLoop(loop, "connect", () -> bench.calling().connect(address, loop, CONNECT_TIMEOUT)));
        ConnectionProbe probe = new ConnectionProbe(loop, connection);
        probes.add(probe);
        return probe;
    }

    TransportException.Reason connectFails(Address address) throws Exception {
        Loop loop = bench.callingLoop();
        return reason(onLoop(loop, "connect", () -> bench.calling().connect(address, loop, CONNECT_TIMEOUT)));
    }

    CompletableFuture<ConnectionProbe> nextAccepted() {
        CompletableFuture<ConnectionProbe> next = new CompletableFuture<>();
        awaited.add(next);
        return next;
    }

    void onCaller(Runnable task) throws Exception {
        on(bench.callingLoop(), task);
    }

    void onCallee(Runnable task) throws Exception {
        on(bench.acceptingLoop(), task);
    }

    <T> T await(CompletionStage<T> stage) throws Exception {
        return bench.await(stage);
    }

    /** Lets time pass in which something must not happen. */
    void pass(Duration time) throws Exception {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        bench.callingLoop().schedule(time, () -> passed.complete(null));
        bench.await(passed);
    }

    void assertNoMistakes() {
        List<ConnectionProbe> all = new ArrayList<>(probes);
        all.addAll(accepted);
        for (ConnectionProbe probe : all) {
            assertThat(probe.mistakes()).as("events of one connection").isEmpty();
        }
    }

    private void accept(Connection connection) {
        assertThat(bench.acceptingLoop().inLoop())
                .as("the acceptor is called on its loop")
                .isTrue();
        ConnectionProbe probe = new ConnectionProbe(bench.acceptingLoop(), connection);
        accepted.add(probe);
        beforeStart.accept(connection, probe);
        connection.start(probe);
        CompletableFuture<ConnectionProbe> waiting = awaited.poll();
        if (waiting != null) {
            waiting.complete(probe);
        }
    }

    private void on(Loop loop, Runnable task) throws Exception {
        bench.await(CompletableFuture.runAsync(task, loop));
    }

    /** Asks from within the loop, so that the result can only be there on the loop or not yet. */
    private <T> CompletionStage<T> onLoop(Loop loop, String what, Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> question.get().whenComplete((result, failure) -> {
            if (!loop.inLoop()) {
                answer.completeExceptionally(new AssertionError(what + " completed outside the given loop"));
            } else if (failure != null) {
                answer.completeExceptionally(unwrap(failure));
            } else {
                answer.complete(result);
            }
        }));
        return answer;
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private TransportException.Reason reason(CompletionStage<?> stage) throws Exception {
        Throwable failure = bench.await(stage.handle((result, thrown) -> thrown));
        assertThat(failure).isInstanceOf(TransportException.class);
        return ((TransportException) failure).reason();
    }
}
