// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.api.identity.Identity;
import io.pipes.api.network.InvitationTerms;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.transport.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir
    Path folder;

    private EngineSettings settings(String name) {
        return EngineSettings.at(folder.resolve(name)).listeningAt(List.of(new Address("tcp", "127.0.0.1", 0)));
    }

    @Test
    void what_was_there_is_there_again_after_a_restart() throws Exception {
        try (Engine engine = Engine.start(settings("home"))) {
            Identity anna = done(engine.identities().create("anna"));
            done(networks(engine).create("garden", anna.identity()));
        }

        try (Engine again = Engine.start(settings("home"))) {
            assertThat(again.identities().list()).extracting(Identity::name).containsExactly("anna");
            assertThat(networks(again).list()).extracting(LocalNetwork::name).containsExactly("garden");
            assertThat(again.stores().info().kind()).isEqualTo("derby");
        }
    }

    @Test
    void two_engines_on_the_same_threads_are_two_members() throws Exception {
        try (EngineParts parts = EngineParts.start(1);
                Engine north = Engine.start(settings("north"), parts);
                Engine south = Engine.start(settings("south"), parts)) {
            LocalNetwork garden = done(networks(north)
                    .create("garden", done(north.identities().create("anna")).identity()));
            String ticket = done(garden.invite(InvitationTerms.DEFAULT)).ticket();

            LocalNetwork joined = done(networks(south)
                    .join(ticket, done(south.identities().create("bert")).identity()));

            assertThat(joined.id()).isEqualTo(garden.id());
            assertThat(joined.node()).isNotEqualTo(garden.node());
        }
    }

    @Test
    void a_home_that_is_used_says_so_and_the_one_that_uses_it_goes_on() throws Exception {
        try (Engine engine = Engine.start(settings("home"))) {
            assertThatThrownBy(() -> Engine.start(settings("home")))
                    .isInstanceOfSatisfying(
                            PipesException.class,
                            busy -> assertThat(busy.code()).isEqualTo(Code.BUSY));
            done(engine.identities().create("anna"));
        }
    }

    @Test
    void a_home_whose_store_is_not_here_is_refused_and_let_go() throws Exception {
        Engine.start(settings("home")).close();
        Path choice = folder.resolve("home/db/store.txt");
        Files.writeString(choice, "store = postgresql\n");

        assertThatThrownBy(() -> Engine.start(settings("home"))).isInstanceOfSatisfying(PipesException.class, away -> {
            assertThat(away.code()).isEqualTo(Code.STORAGE);
            assertThat(away).hasMessageContaining("postgresql");
        });

        Files.delete(choice);
        Engine.start(settings("home")).close();
    }

    @Test
    void a_home_whose_keys_are_gone_is_refused_and_let_go() throws Exception {
        try (Engine engine = Engine.start(settings("home"))) {
            done(engine.identities().create("anna"));
        }
        Path keys = folder.resolve("home/keys");
        Path aside = Files.move(keys, folder.resolve("aside"));

        assertThatThrownBy(() -> Engine.start(settings("home")))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        locked -> assertThat(locked.code()).isEqualTo(Code.KEYSTORE));

        delete(keys);
        Files.move(aside, keys);
        Engine.start(settings("home")).close();
    }

    @Test
    void a_start_that_an_error_ends_leaves_the_home_to_the_next_one() {
        EngineSettings broken = settings("home").keptIn(foundation -> {
            throw new NoClassDefFoundError("gone with an update");
        });

        assertThatThrownBy(() -> Engine.start(broken)).isInstanceOf(NoClassDefFoundError.class);

        Engine.start(settings("home")).close();
    }

    @Test
    void closing_twice_does_nothing() {
        Engine engine = Engine.start(settings("home"));
        engine.close();
        engine.close();
        assertThat(engine.networks()).isEmpty();
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static LocalNetworks networks(Engine engine) {
        return engine.networks().orElseThrow();
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
