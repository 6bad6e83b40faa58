// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.node.TrafficClass;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitNetworkTest {
    @ParameterizedTest
    @CsvSource({"1, INTERACTIVE", "3, INTERACTIVE", "8, INTERACTIVE", "1, BULK", "3, BULK", "8, BULK"})
    void ten_mebibytes_pass_both_ways_through_relays_and_stay_what_they_are(int relays, TrafficClass traffic) {
        try (TestNetwork network = TestNetwork.line(relays + 2)) {
            TestNetwork.Pair ends = network.open(network.node(0), network.last(), traffic);
            byte[] there = Talker.random(10 << 20, 1);
            byte[] back = Talker.random(10 << 20, 2);

            network.on(network.node(0), () -> ends.caller().say(there, 16_400));
            network.on(network.last(), () -> ends.callee().say(back, 70_000));
            network.until(
                    "all is heard",
                    () -> ends.caller().heard.size() >= back.length
                            && ends.callee().heard.size() >= there.length);

            assertThat(ends.callee().heard.toByteArray()).isEqualTo(there);
            assertThat(ends.caller().heard.toByteArray()).isEqualTo(back);

            network.on(network.node(0), () -> ends.caller().connection.close());
            network.settle();
            assertThat(ends.callee().closed).isNotNull();
            network.assertEmpty();
        }
    }

    @Test
    void bytes_are_not_delivered_from_within_the_link_that_brings_them() {
        try (TestNetwork network = TestNetwork.line(3)) {
            TestNetwork.Pair ends = network.open();
            AtomicInteger heard = new AtomicInteger();
            ends.callee().onReceived = bytes -> {
                assertThat(network.last().receiving).isFalse();
                heard.incrementAndGet();
            };

            network.on(network.node(0), () -> ends.caller().say(Talker.random(1 << 20, 1), 16_000));
            network.settle();

            assertThat(heard).hasPositiveValue();
        }
    }
}
