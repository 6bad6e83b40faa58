// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets; {@link ApiSocketTest} has the cases. */
class HeartbeatTest {
    private RunningGateway door;

    @BeforeEach
    void open(@TempDir Path home) throws Exception {
        door = new RunningGateway(home);
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void who_does_not_answer_a_ping_is_hung_up_on() throws Exception {
        try (RawClient gone = RawClient.connect(door)) {
            awaitThatNothingWaits();
            door.clock.advance(Heartbeat.INTERVAL);
            gone.hearPing();
            door.clock.advance(Heartbeat.INTERVAL);

            assertThat(gone.isHungUpOn()).isTrue();
        }
    }

    /** The client may have read its answer before the gateway hears that. */
    private void awaitThatNothingWaits() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (door.servlets.api().figures().waiting() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(door.servlets.api().figures().waiting()).isZero();
    }

    @Test
    void who_answers_pings_is_heard_as_before() throws Exception {
        Conversation there = door.connectOwner();

        for (int i = 0; i < 5; i++) {
            door.clock.advance(Heartbeat.INTERVAL);
            assertThat(there.call("status", "{}").has("result")).isTrue();
        }
    }
}
