// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.loop.Loop;
import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Transport;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import io.pipes.testkit.transport.TransportBench;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Two simulated hosts for the contract tests; waiting lets virtual time pass. */
final class SimulatedBench implements TransportBench {
    private static final Duration HANG = Duration.ofHours(2);

    private final VirtualTime time;
    private final SimulatedHost caller;
    private final SimulatedHost callee;

    SimulatedBench(long seed, Conditions conditions, boolean buggify) {
        time = new VirtualTime(seed);
        Buggify points = buggify ? new Buggify(new SeededRandomness(seed), 1, 0.5) : Buggify.OFF;
        SimulatedNetwork network = new SimulatedNetwork(time, points);
        network.conditions(conditions);
        caller = network.add("caller");
        callee = network.add("callee");
    }

    @Override
    public Transport calling() {
        return caller.transport();
    }

    @Override
    public Transport accepting() {
        return callee.transport();
    }

    @Override
    public Loop callingLoop() {
        return caller.loop();
    }

    @Override
    public Loop acceptingLoop() {
        return callee.loop();
    }

    @Override
    public Address anyPort() {
        return new Address("sim", "callee", 0);
    }

    @Override
    public void stopAccepting() {
        callee.transport().stop();
    }

    @Override
    public <T> T await(CompletionStage<T> stage) throws Exception {
        if (!time.runUntil(() -> stage.toCompletableFuture().isDone(), HANG)) {
            throw new TimeoutException("still not there after " + HANG);
        }
        return stage.toCompletableFuture().get(0, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        assertThat(time.failures()).isEmpty();
    }
}
