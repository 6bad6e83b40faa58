// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.todo;

import io.pipes.api.message.Content;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedSet;
import io.pipes.api.state.ReplicatedState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * What is to be done, in the state of a persistent pipeline: a map has the words of each item, and a set the items that are done. Each is
 * changed on its own, so that who ticks an item and who words it anew do not take from each other, however far apart they are.
 */
public final class TodoList {
    private static final String LETTERS = "abcdefghjkmnpqrstvwxyz23456789";
    private static final int ID_LENGTH = 5;

    /** Two who word an item anew while apart both mean it: the list shows both, until somebody chooses. */
    private static final Merge BOTH = wordings -> Content.text(
            wordings.stream().map(TodoList::text).distinct().sorted().collect(Collectors.joining(" / ")));

    private final SecureRandom random = new SecureRandom();
    private final ReplicatedMap words;
    private final ReplicatedSet done;

    public TodoList(Network network) {
        Pipeline todo = await(network.pipelines().open("todo", PipelineKind.PERSISTENT));
        ReplicatedState state = todo.state();
        words = state.map("words", BOTH);
        done = state.set("done");
    }

    /** @return the new item */
    public Item add(String text) {
        String id = random.ints(ID_LENGTH, 0, LETTERS.length())
                .mapToObj(LETTERS::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
        await(words.put(id, Content.text(text)));
        return new Item(id, text, false);
    }

    /** Words it anew; of somebody who removes it meanwhile elsewhere, this wins. */
    public void reword(String id, String text) {
        need(id);
        await(words.put(id, Content.text(text)));
    }

    public void tick(String id) {
        need(id);
        await(done.add(id));
    }

    public void untick(String id) {
        need(id);
        await(done.remove(id));
    }

    public void remove(String id) {
        need(id);
        await(words.remove(id));
    }

    private void need(String id) {
        if (await(words.get(id)).isEmpty()) {
            throw new IllegalArgumentException("There is no '" + id + "' on the list.");
        }
    }

    /** All of it, in the order in which it was written. */
    public List<Item> items() {
        Set<String> ticked = new HashSet<>(await(done.elements()));
        return await(words.entries()).stream()
                .sorted(Comparator.comparing(MapEntry::time).thenComparing(MapEntry::key))
                .map(entry -> new Item(entry.key(), text(entry.value()), ticked.contains(entry.key())))
                .toList();
    }

    private static String text(Content content) {
        return new String(content.bytes().toArray(), StandardCharsets.UTF_8);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
