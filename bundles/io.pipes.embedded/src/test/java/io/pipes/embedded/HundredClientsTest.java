// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.api.message.Message;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.base.Secret;
import io.pipes.client.connect.JsonPipes;
import io.pipes.embedded.served.ServedNode;
import io.pipes.testkit.api.Collected;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is started again under many clients, which all publish and listen: whatever each of them does goes on by itself. */
@Tag("long")
class HundredClientsTest {
    private static final int CLIENTS = 100;
    private static final int PIPELINES = 4;

    /** What each says before, between and after restarts. */
    private static final int SENTENCES = 4;

    private static final int RESTARTS = 2;

    @TempDir
    Path home;

    private final ExecutorService callbacks = Executors.newFixedThreadPool(4);
    private final List<Client> clients = new ArrayList<>();

    /** One program. */
    private record Client(
            String name, Pipes pipes, Pipeline room, Collected<Message> heard, List<CompletionStage<Sent>> sending) {
        void say(int count) {
            for (int i = 0; i < count; i++) {
                sending.add(room.publish(name + " " + sending.size()));
            }
        }

        List<String> said() {
            return IntStream.range(0, sending.size())
                    .mapToObj(i -> name + " " + i)
                    .toList();
        }
    }

    @Test
    void nothing_is_lost_doubled_or_overtaken_when_a_node_is_restarted_under_a_hundred_clients() throws Exception {
        try (ServedNode node = ServedNode.start(home);
                Pipes owner = connect(node, 0)) {
            Network garden = done(owner.networks().create("garden", "anna"));
            for (int i = 0; i < PIPELINES; i++) {
                done(garden.pipelines().create("room-" + i, PipelineKind.PERSISTENT));
            }
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(join(connect(node, i), i));
            }

            for (int restart = 0; restart < RESTARTS; restart++) {
                clients.forEach(client -> client.say(SENTENCES));
                node.restart();
            }
            clients.forEach(client -> client.say(SENTENCES));

            for (Client client : clients) {
                for (CompletionStage<Sent> sent : client.sending()) {
                    assertThat(done(sent).receipt()).isEqualTo(Receipt.STORED);
                }
            }
            for (Client client : clients) {
                assertThatAllIsThere(client, Collected.texts(client.heard().await(total())));
                assertThat(client.heard().heard()).hasSize(total());
            }
            for (int i = 0; i < PIPELINES; i++) {
                List<String> kept = Collected.texts(
                        Collected.all(garden.pipeline("room-" + i).history(From.START))
                                .end());
                assertThat(kept).hasSize(total());
                assertThatAllIsThere(clients.get(i), kept);
            }
        } finally {
            clients.forEach(client -> client.pipes().close());
            callbacks.shutdownNow();
        }
    }

    /** Messages of one pipeline. */
    private static int total() {
        return CLIENTS / PIPELINES * SENTENCES * (RESTARTS + 1);
    }

    /** What each of those in the same room has said, in its order. */
    private void assertThatAllIsThere(Client in, List<String> texts) {
        clients.stream()
                .filter(other -> other.room().name().equals(in.room().name()))
                .forEach(author -> assertThat(texts)
                        .filteredOn(text -> text.startsWith(author.name() + " "))
                        .isEqualTo(author.said()));
    }

    private Pipes connect(ServedNode node, int index) throws Exception {
        URI uri = URI.create("ws://" + node.console() + "/api/v1");
        try (Secret token = node.ownerToken()) {
            return index % 2 == 0
                    ? Pipes.connect(Endpoint.of(uri, token).callingBackOn(callbacks))
                    : JsonPipes.connect(uri, token, callbacks);
        }
    }

    private static Client join(Pipes pipes, int index) throws Exception {
        Network garden = done(pipes.networks().list()).get(0);
        Pipeline room = garden.pipeline("room-" + index % PIPELINES);
        return new Client("client-" + index, pipes, room, Collected.all(room.messages()), new ArrayList<>());
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
