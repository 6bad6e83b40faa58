// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.base.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Honest nodes over links on which everything about services comes late: none of them is taken for another. */
class SlowServicesTest {
    private static final Duration HANG = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofSeconds(3);
    private static final String CALLS = "service.1";
    private static final int GIVEN = 4;

    private final List<String> accusations = new ArrayList<>();
    private final List<Runnable> onTheirWay = new ArrayList<>();
    private SimulatedPipes pipes;
    private Clerk near;
    private Clerk far;

    @BeforeEach
    void begin() {
        pipes = SimulatedPipes.network(3).seed(1).start();
        pipes.pass(Duration.ofSeconds(30));
        near = new Clerk(pipes, pipes.node(0));
        far = new Clerk(pipes, pipes.node(2));
        pipes.tap(new GiftsAreLate());
    }

    @AfterEach
    void end() {
        pipes.close();
    }

    /** What the near node is given waits for the test. */
    private class GiftsAreLate implements Tap {
        @Override
        public void said(TappedExchange exchange, Bytes message) {
            boolean late = exchange.protocol().equals("services.1")
                    && message.at(0) == GIVEN
                    && exchange.peer().equals(near.node.id());
            if (late) {
                onTheirWay.add(() -> exchange.pass(message));
            } else {
                exchange.pass(message);
            }
        }

        @Override
        public void accused(TappedExchange exchange, String reason) {
            accusations.add(reason);
        }
    }

    private void arrives(int gift) {
        onTheirWay.get(gift).run();
        pipes.pass(MOMENT);
    }

    @Test
    void a_gift_that_comes_late_and_then_the_one_that_another_peer_was_asked_for_are_both_taken() {
        far.offer("weather");
        pipes.until(() -> onTheirWay.size() == 2, HANG);
        assertThat(onTheirWay).hasSize(2);

        arrives(0);
        assertThat(near.list()).hasSize(1);
        arrives(1);

        assertThat(accusations).isEmpty();
    }

    @Test
    void a_gift_of_somebody_who_was_removed_while_it_was_on_its_way_is_no_offence() {
        pipes.cut(near.node, far.node);
        pipes.pass(Duration.ofSeconds(30));
        far.offer("weather");
        pipes.until(() -> !onTheirWay.isEmpty(), HANG);
        pipes.done(near.node.network().revoke(far.node.id()));

        arrives(0);

        assertThat(accusations).isEmpty();
        assertThat(near.list()).isEmpty();
    }

    @Test
    void a_gift_that_a_replaced_feature_had_asked_for_is_no_offence() {
        pipes.cut(near.node, far.node);
        pipes.pass(Duration.ofSeconds(30));
        far.offer("weather");
        pipes.until(() -> !onTheirWay.isEmpty(), HANG);

        onTheirWay.get(0).run();
        near.node.replaceServices();
        pipes.pass(MOMENT);
        onTheirWay.subList(1, onTheirWay.size()).forEach(Runnable::run);
        pipes.until(() -> near.list().size() == 1, HANG);

        assertThat(accusations).isEmpty();
        assertThat(near.list()).hasSize(1);
    }

    @Test
    void what_was_given_up_before_it_could_leave_does_not_leave_later() {
        pipes.tap(Tap.NONE);
        far.offer("weather");
        pipes.until(() -> !near.list().isEmpty(), HANG);
        List<TappedExchange> reading = far.node.running().exchanges(CALLS);
        reading.forEach(TappedExchange::pause);
        for (int i = 0; i < 12; i++) {
            call(Duration.ofSeconds(5));
        }
        pipes.pass(Duration.ofMinutes(1));
        reading.forEach(TappedExchange::resume);
        pipes.pass(Duration.ofMinutes(1));

        // Only what the other side's window has taken.
        assertThat(far.calls).hasSizeBetween(1, 3);
    }

    private void call(Duration deadline) {
        Content mebibyte = new Content("text/plain", Bytes.wrap(new byte[1 << 20]));
        near.services().call("weather", Optional.empty(), mebibyte, deadline);
    }
}
