// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;

class RequestFuzzTest {
    private static final Dispatcher DISPATCHER = dispatcher();

    @FuzzTest(maxDuration = "20s")
    void whatever_a_stranger_sends_is_answered_with_an_error_or_not_at_all(byte[] bytes) {
        Recording outlet = new Recording();
        Client client = new Client(outlet);

        try {
            DISPATCHER.serve(client, Json.read(new String(bytes, StandardCharsets.UTF_8)));
        } catch (UnreadableException nonsense) {
            client.answer(Dispatcher.refusal(nonsense));
        }

        assertThat(outlet.sent)
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(answer -> answer.toString().contains("\"error\""));
        assertThat(client.isAuthenticated()).isFalse();
    }

    private static Dispatcher dispatcher() {
        try {
            ManualClock clock = new ManualClock();
            Tokens tokens = new Tokens(
                    new SimulatedDisk(1),
                    new OwnerTokenFile(Files.createTempDirectory("pipes-fuzz")),
                    clock,
                    new SeededRandomness(3));
            return new Dispatcher(Map.of(), tokens, new Welcome("1", "p"), new Retries(clock, clock), clock);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
