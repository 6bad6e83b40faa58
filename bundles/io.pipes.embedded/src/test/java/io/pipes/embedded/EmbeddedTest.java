// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.EmbeddedSettings;
import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.ProcessStatus;
import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Network;
import io.pipes.api.network.Networks;
import io.pipes.api.pipeline.PipelineKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes in the process of this test, as applications get them. */
class EmbeddedTest {
    @TempDir
    Path folder;

    private EmbeddedSettings settings(String name) {
        return EmbeddedSettings.at(folder.resolve(name));
    }

    @Test
    void a_node_says_how_it_is() throws Exception {
        try (Pipes pipes = Pipes.embedded(folder.resolve("home"))) {
            ProcessStatus status = done(pipes.status());

            assertThat(status.ready()).isTrue();
            assertThat(status.version()).matches("\\d+\\.\\d+\\.\\d+.*");
            assertThat(status.listen()).isEmpty();
            assertThat(status.problems()).isEmpty();
        }
    }

    @Test
    void two_nodes_in_one_process_meet() throws Exception {
        try (Pipes anna = Pipes.embedded(settings("anna").listeningAt("tcp://127.0.0.1:0"));
                Pipes bert = Pipes.embedded(settings("bert"))) {
            Network garden = done(anna.networks().create("garden", "anna"));
            String ticket = done(garden.invite(InvitationTerms.DEFAULT)).ticket();

            Network joined = done(bert.networks().join(ticket, "bert"));

            assertThat(joined.name()).isEqualTo("garden");
            assertThat(done(bert.networks().list())).extracting(Network::name).containsExactly("garden");
        }
    }

    @Test
    void closing_is_no_trouble_for_who_listens() throws Exception {
        List<Throwable> troubles = new CopyOnWriteArrayList<>();
        ExecutorService ours = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((where, trouble) -> troubles.add(trouble));
            return thread;
        });
        try (Pipes pipes = Pipes.embedded(settings("home").callingBackOn(ours))) {
            Network garden = done(pipes.networks().create("garden", "anna"));
            done(garden.pipelines().create("notes", PipelineKind.LIVE)).subscribe(message -> {});
            done(garden.pipeline("notes").publish("heard"));
        }
        ours.shutdown();

        assertThat(ours.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(troubles).isEmpty();
    }

    @Test
    void stages_complete_on_the_executor_that_was_given() throws Exception {
        ExecutorService ours = Executors.newSingleThreadExecutor(task -> new Thread(task, "ours"));
        try (Pipes pipes = Pipes.embedded(settings("home").callingBackOn(ours))) {
            // What has completed already would call back the thread that asks.
            CompletableFuture<Void> asked = new CompletableFuture<>();
            ours.execute(asked::join);
            CompletionStage<String> thread =
                    pipes.status().thenApply(status -> Thread.currentThread().getName());
            asked.complete(null);

            assertThat(done(thread)).isEqualTo("ours");
        } finally {
            ours.shutdown();
        }
    }

    @Test
    void a_home_is_free_again_when_its_node_was_closed() throws Exception {
        Pipes first = Pipes.embedded(folder.resolve("home"));
        Networks networks = first.networks();
        assertThatThrownBy(() -> Pipes.embedded(folder.resolve("home"))).satisfies(is(Code.BUSY));

        first.close();
        first.close();

        assertThatThrownBy(() -> done(networks.list()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .satisfies(is(Code.UNREACHABLE));
        Pipes.embedded(folder.resolve("home")).close();
    }

    @Test
    void an_address_that_is_none_is_refused_and_the_home_is_not_touched() {
        assertThatThrownBy(() -> Pipes.embedded(settings("home").listeningAt("7171")))
                .satisfies(is(Code.INVALID_ARGUMENT));
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void a_home_whose_tokens_cannot_be_read_is_refused_and_free_again() throws Exception {
        Pipes.embedded(folder.resolve("home")).close();
        Path tokens = folder.resolve("home/etc/tokens.cbor");
        Files.writeString(tokens, "not a list of tokens");

        assertThatThrownBy(() -> Pipes.embedded(folder.resolve("home"))).satisfies(is(Code.STORAGE));

        Files.delete(tokens);
        Pipes.embedded(folder.resolve("home")).close();
    }

    private static Consumer<Throwable> is(Code code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        PipesException.class, why -> assertThat(why.code()).isEqualTo(code));
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
