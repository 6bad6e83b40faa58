// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.InvitationTerms;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.testkit.crypto.SimulatedSuite;
import io.pipes.testkit.network.SimulatedNetwork;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Machines in virtual time, each with one process and its kernel. */
final class World {
    private static final Duration HANG = Duration.ofMinutes(2);

    final VirtualTime time;
    final SimulatedNetwork network;
    final CryptoSuite suite;

    World(long seed) {
        this(seed, new SimulatedSuite());
    }

    World(long seed, CryptoSuite suite) {
        time = new VirtualTime(seed);
        network = new SimulatedNetwork(time);
        this.suite = suite;
    }

    Machine machine(String name) {
        return machine(name, Peering.MANUAL);
    }

    Machine machine(String name, Peering peering) {
        return new Machine(this, name, peering).start();
    }

    /** Lets time pass until the call has succeeded. */
    <T> T done(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        assertThat(time.runUntil(future::isDone, HANG)).as("the call ends").isTrue();
        return future.join();
    }

    /** Lets time pass until the call has failed. */
    Throwable failure(CompletionStage<?> stage) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> failure.complete(thrown));
        assertThat(time.runUntil(failure::isDone, HANG)).as("the call ends").isTrue();
        assertThat(failure.join()).as("the failure").isNotNull();
        return Hop.cause(failure.join());
    }

    /** Lets time pass until this holds, and says how long it took. */
    Duration until(String what, BooleanSupplier holds) {
        long from = time.nanos();
        assertThat(time.runUntil(holds, HANG)).as(what).isTrue();
        return Duration.ofNanos(time.nanos() - from);
    }

    void pass(Duration duration) {
        time.runFor(duration);
    }

    /** Invites the guest into the host's network. */
    LocalNetwork invite(LocalNetwork host, Machine guest) {
        String ticket = done(host.invite(InvitationTerms.DEFAULT)).ticket();
        return done(guest.kernel().join(ticket, guest.identity().id()));
    }
}
