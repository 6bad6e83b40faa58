// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.ProcessStatus;
import io.pipes.gateway.local.LocalWiring;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerPipesTest {
    private ContainerPipes pipes;
    private volatile Supplier<CompletionStage<JsonNode>> answer = ContainerPipesTest::ready;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        ManualClock clock = new ManualClock();
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(3));
        LocalWiring wiring = new LocalWiring(new Dispatcher(
                Map.of("status", (client, params) -> answer.get()),
                tokens,
                new Welcome("1", "p"),
                new Retries(clock, clock),
                clock));
        pipes = new ContainerPipes(wiring, clock, new SeededRandomness(4));
    }

    private static CompletionStage<JsonNode> ready() {
        ObjectNode status = JsonNodeFactory.instance.objectNode().put("state", "ready");
        status.put("version", "1.2.3").put("links", 0).putArray("listen");
        status.putArray("problems");
        return CompletableFuture.completedFuture(status);
    }

    private ProcessStatus status() throws Exception {
        return pipes.status().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void bundles_reach_the_node_without_a_token() throws Exception {
        assertThat(status().version()).isEqualTo("1.2.3");
    }

    @Test
    void who_closes_it_closes_it_for_nobody_else() throws Exception {
        pipes.close();

        assertThat(status().ready()).isTrue();
    }

    @Test
    void when_the_gateway_goes_calls_fail() throws Exception {
        status();

        pipes.end();

        assertThatThrownBy(this::status)
                .cause()
                .isInstanceOfSatisfying(
                        PipesException.class, why -> assertThat(why.code()).isEqualTo(PipesException.Code.UNREACHABLE));
    }

    @Test
    void who_waits_hears_of_the_end_where_it_may_block_also_while_others_call() throws Exception {
        status();
        answer = CompletableFuture::new;
        CompletableFuture<String> told = new CompletableFuture<>();
        pipes.status()
                .whenComplete(
                        (never, why) -> told.complete(Thread.currentThread().getName()));
        CountDownLatch calling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        answer = () -> {
            calling.countDown();
            await(goOn);
            return ready();
        };
        Thread caller = new Thread(pipes::status, "caller");
        caller.start();
        await(calling);

        Thread stopping = new Thread(pipes::end, "stopping");
        stopping.start();
        while (stopping.getState() == Thread.State.NEW || stopping.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        goOn.countDown();

        assertThat(told.get(20, TimeUnit.SECONDS)).startsWith("pipes-callback-");
        stopping.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
