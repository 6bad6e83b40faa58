// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.EmbeddedSettings;
import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.api.node.NodeState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that each have the list: changed while apart, and brought together. */
class TodoListTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private Pipes anna;
    private Pipes bert;
    private Network annas;
    private Network berts;
    private TodoList annasList;
    private TodoList bertsList;
    private Item roses;
    private Item seeds;
    private Item rake;

    @BeforeEach
    void share() {
        anna = Pipes.embedded(EmbeddedSettings.at(folder.resolve("anna")).listeningAt("tcp://127.0.0.1:0"));
        bert = Pipes.embedded(folder.resolve("bert"));
        annas = done(anna.networks().create("garden", "anna"));
        annasList = new TodoList(annas);
        roses = annasList.add("water the roses");
        seeds = annasList.add("buy seeds");
        rake = annasList.add("mend the rake");
        berts = done(bert.networks().join(done(annas.invite()).ticket(), "bert"));
        until(() -> done(berts.pipelines().list()).stream()
                .anyMatch(pipeline -> pipeline.name().equals("todo")));
        bertsList = new TodoList(berts);
        until(() -> bertsList.items().equals(annasList.items()));
    }

    @AfterEach
    void close() {
        bert.close();
        anna.close();
    }

    private void part() {
        done(berts.disconnect(annas.node()));
        done(annas.disconnect(berts.node()));
        until(() -> isApart(annas, berts) && isApart(berts, annas));
    }

    private static boolean isApart(Network one, Network other) {
        return done(one.node(other.node()).info()).state() != NodeState.CONNECTED;
    }

    private void meet() {
        done(berts.connect(done(anna.status()).listen().get(0)));
    }

    private List<String> agreed(int items) {
        until(() -> annasList.items().size() == items && annasList.items().equals(bertsList.items()));
        return annasList.items().stream().map(Item::toString).toList();
    }

    @Test
    void what_each_changed_while_apart_is_on_both_lists_when_they_meet() {
        part();
        Item hedge = annasList.add("cut the hedge");
        annasList.tick(roses.id());
        annasList.remove(seeds.id());
        Item apples = bertsList.add("pick apples");
        bertsList.reword(roses.id(), "water all roses");
        bertsList.tick(rake.id());
        assertThat(bertsList.items()).hasSize(4).doesNotContain(hedge);
        assertThat(annasList.items()).hasSize(3).doesNotContain(apples);

        meet();

        assertThat(agreed(4))
                .containsExactlyInAnyOrder(
                        roses.id() + " [x] water all roses",
                        rake.id() + " [x] mend the rake",
                        hedge.toString(),
                        apples.toString());
    }

    @Test
    void two_wordings_are_both_shown_and_new_words_win_over_a_removal() {
        part();
        annasList.reword(roses.id(), "water the roses at seven");
        bertsList.reword(roses.id(), "water the red roses");
        annasList.remove(seeds.id());
        bertsList.reword(seeds.id(), "buy seeds for two beds");

        meet();

        assertThat(agreed(3))
                .contains(
                        roses.id() + " [ ] water the red roses / water the roses at seven",
                        seeds.id() + " [ ] buy seeds for two beds");
        bertsList.reword(roses.id(), "water the red roses at seven");
        until(() -> annasList.items().toString().contains("red roses at seven"));
        assertThat(agreed(3)).contains(roses.id() + " [ ] water the red roses at seven");
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("there is an end to patience").isLessThan(end);
        }
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
