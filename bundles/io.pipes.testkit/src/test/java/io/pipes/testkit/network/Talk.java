// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.Listener;
import io.pipes.spi.transport.Transport;
import io.pipes.spi.transport.TransportException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A connection between two simulated hosts on which both sides say words, and what each has heard. */
final class Talk {
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    final End caller = new End();
    final End callee = new End();

    /** What one side has heard. */
    static final class End implements ConnectionHandler {
        @Nullable
        Connection connection;

        final StringBuilder heard = new StringBuilder();
        TransportException.@Nullable Reason ended;

        void say(String word) {
            connection.write(ByteBuffer.wrap(word.getBytes(UTF_8)));
            connection.flush();
        }

        @Override
        public void received(Connection on, ByteBuffer bytes) {
            heard.append(UTF_8.decode(bytes));
        }

        @Override
        public void writable(Connection on) {}

        @Override
        public void closed(Connection on, TransportException why) {
            ended = why.reason();
        }
    }

    static Talk between(SimulatedNetwork network, SimulatedHost from, SimulatedHost to) {
        Talk talk = new Talk();
        Listener listener = listen(network, to, connection -> {
            talk.callee.connection = connection;
            connection.start(talk.callee);
        });
        Connection connection = done(network, dial(from, listener.address()));
        talk.caller.connection = connection;
        connection.start(talk.caller);
        network.time().runFor(Duration.ofSeconds(30));
        assertThat(talk.callee.connection).isNotNull();
        return talk;
    }

    static Listener listen(SimulatedNetwork network, SimulatedHost host, Transport.Acceptor acceptor) {
        Address anyPort = new Address("sim", host.name(), 0);
        return done(
                network, host.transport().listen(anyPort, host.loop(), acceptor).toCompletableFuture());
    }

    static CompletableFuture<Connection> dial(SimulatedHost from, Address address) {
        return from.transport().connect(address, from.loop(), TIMEOUT).toCompletableFuture();
    }

    static <T> T done(SimulatedNetwork network, CompletableFuture<T> stage) {
        network.time().runUntil(stage::isDone, Duration.ofMinutes(5));
        assertThat(stage).isDone();
        return stage.join();
    }

    static TransportException.Reason failure(SimulatedNetwork network, CompletableFuture<?> stage) {
        try {
            done(network, stage);
            throw new AssertionError("It did not fail");
        } catch (CompletionException e) {
            return ((TransportException) e.getCause()).reason();
        }
    }
}
