// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.transport.Address;
import io.pipes.spi.transport.Connection;
import io.pipes.spi.transport.ConnectionHandler;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.VirtualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is a seed: twelve hosts talk wildly to each other under every fault there is, twice. */
class DeterminismTest {
    private static final int HOSTS = 12;
    private static final Duration RUN = Duration.ofMinutes(5);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 0xfeed_beefL})
    void the_same_seed_is_the_same_run(long seed) {
        Party first = run(seed);
        Party second = run(seed);

        assertThat(second.time.trace().notes()).isEqualTo(first.time.trace().notes());
        assertThat(second.time.trace()).hasToString(first.time.trace().toString());
        assertThat(second.network.count()).isEqualTo(first.network.count());
        assertThat(first.time.failures()).isEmpty();
        assertThat(first.network.count().segments()).isGreaterThan(1_000);
        assertThat(first.network.count().resets()).isPositive();
    }

    @Test
    void another_seed_is_another_run() {
        assertThat(run(1).time.trace().hash()).isNotEqualTo(run(2).time.trace().hash());
    }

    private static Party run(long seed) {
        Party party = new Party(seed);
        party.time.runFor(RUN);
        return party;
    }

    /** Hosts that call each other at random, answer what they hear, and are cut, crashed and healed all the time. */
    private static final class Party implements ConnectionHandler {
        final VirtualTime time;
        final SimulatedNetwork network;
        private final SeededRandomness chance;
        private final List<SimulatedHost> hosts = new ArrayList<>();

        Party(long seed) {
            time = new VirtualTime(seed);
            chance = time.randomness("party");
            network = new SimulatedNetwork(time, new Buggify(time.randomness("buggify")));
            network.conditions(Conditions.ROUGH.lifetime(Duration.ofSeconds(40)));
            for (int i = 0; i < HOSTS; i++) {
                hosts.add(network.add("host-" + i));
                begin(hosts.get(i));
            }
            trouble();
        }

        private void begin(SimulatedHost host) {
            host.transport()
                    .listen(new Address("sim", host.name(), 7), host.loop(), c -> c.start(this))
                    .thenAccept(listener -> call(host));
        }

        private void call(SimulatedHost host) {
            SimulatedHost other = hosts.get(chance.nextInt(hosts.size()));
            host.transport()
                    .connect(new Address("sim", other.name(), 7), host.loop(), Duration.ofSeconds(5))
                    .thenAccept(connection -> {
                        connection.start(this);
                        say(connection);
                    });
            host.loop().schedule(Duration.ofMillis(1 + chance.nextInt(4_000)), () -> call(host));
        }

        private void say(Connection connection) {
            connection.write(ByteBuffer.wrap(chance.bytes(chance.nextInt(30_000))));
            connection.flush();
        }

        private void trouble() {
            SimulatedHost one = hosts.get(chance.nextInt(HOSTS));
            SimulatedHost other = hosts.get(chance.nextInt(HOSTS));
            switch (chance.nextInt(6)) {
                case 0 -> network.cut(one, other);
                case 1 -> network.cutOneWay(one, other);
                case 2 -> network.heal();
                case 3 -> network.partition(hosts.subList(0, chance.nextInt(HOSTS)));
                case 4 -> again(one, chance.nextInt(2) == 0);
                default -> one.behindNat(!one.isBehindNat());
            }
            SimulatedHost timer = hosts.get(0);
            timer.loop().at(time.nanos() + 1 + chance.nextInt(2_000_000_000), this::trouble);
        }

        private void again(SimulatedHost host, boolean crash) {
            if (host == hosts.get(0)) {
                return;
            }
            if (crash) {
                host.crash();
            } else {
                host.kill();
            }
            host.restart();
            begin(host);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            switch (chance.nextInt(12)) {
                case 0 -> connection.close();
                case 1 -> connection.abort();
                case 2 -> connection.pause();
                case 3, 4 -> say(connection);
                default -> {
                    // listens on
                }
            }
        }

        @Override
        public void writable(Connection connection) {
            say(connection);
        }

        @Override
        public void closed(Connection connection, TransportException why) {
            time.trace().note(time.nanos(), connection.local() + " ended: " + why.reason());
        }
    }
}
