// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.api.state.ReplicatedState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Values that were written to one key without knowing of each other. */
class MergingTest {
    private static final Merge JOINED = concurrent -> Content.text(concurrent.stream()
            .map(value -> new String(value.bytes().toArray()))
            .collect(Collectors.joining("+")));

    private static final String BOTH =
            ",'concurrent':[{'contentType':'text/plain','text':'a'}," + "{'contentType':'text/plain','text':'b'}]}";

    private final Scene scene = new Scene();
    private final ReplicatedState state = scene.network().pipeline("news").state();

    private static String entry(String key, String end) {
        return "{'key':'" + key + "','present':true,'author':'" + Scene.AUTHOR.text()
                + "','time':'2030-01-31T12:00:00.000Z','contentType':'text/plain','text':'b'" + end;
    }

    @Test
    void a_merge_makes_one_of_them_and_the_entry_has_all() {
        scene.node.answer("state.get", entry("k", BOTH));

        MapEntry merged = scene.now(state.map("m", JOINED).get("k")).orElseThrow();

        assertThat(merged.value()).isEqualTo(Content.text("a+b"));
        assertThat(merged.concurrent()).containsExactly(Content.text("a"), Content.text("b"));
        assertThat(scene.node.last("state.get").params().path("concurrent").asBoolean())
                .isTrue();
    }

    @Test
    void every_page_of_entries_is_merged() {
        List<String> pages = new ArrayList<>(List.of("[" + entry("k", BOTH) + "]", "[" + entry("l", "}") + "]", "[]"));
        scene.node.method("state.entries", params -> ScriptedNode.json(pages.remove(0)));

        List<MapEntry> entries = scene.now(state.map("m", JOINED).entries());

        assertThat(entries).extracting(MapEntry::value).containsExactly(Content.text("a+b"), Content.text("b"));
        assertThat(entries.get(1).concurrent()).containsExactly(Content.text("b"));
        assertThat(scene.node.asked("state.entries"))
                .allMatch(call -> call.params().path("concurrent").asBoolean());
    }

    @Test
    void a_merge_that_throws_leaves_the_last_value() {
        scene.node.answer("state.get", entry("k", BOTH));
        ReplicatedMap map = state.map("m", concurrent -> {
            throw new IllegalStateException("broken");
        });

        List<MapEntry> entries = new ArrayList<>();
        List<Throwable> uncaught =
                Uncaught.during(() -> entries.add(scene.now(map.get("k")).orElseThrow()));

        assertThat(entries).extracting(MapEntry::value).containsExactly(Content.text("b"));
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void changes_are_merged_too_and_who_does_not_merge_is_told_the_last_value() {
        scene.node.answer("state.subscribe", "{'subscription':'s1'}");
        List<MapChange> changes = new ArrayList<>();
        state.map("m", JOINED).changes().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription begun) {
                begun.request(1);
            }

            @Override
            public void onNext(MapChange change) {
                changes.add(change);
            }

            @Override
            public void onError(Throwable why) {}

            @Override
            public void onComplete() {}
        });
        scene.run();
        assertThat(scene.node
                        .last("state.subscribe")
                        .params()
                        .path("concurrent")
                        .asBoolean())
                .isTrue();

        scene.node.tell("state.changed", entry("k", ",'subscription':'s1'" + BOTH));
        scene.run();

        assertThat(changes.get(0).now().orElseThrow().value()).isEqualTo(Content.text("a+b"));
        scene.node.answer("state.get", entry("k", "}"));
        assertThat(scene.now(state.map("m").get("k")).orElseThrow().value()).isEqualTo(Content.text("b"));
        assertThat(scene.node.last("state.get").params().has("concurrent")).isFalse();
    }
}
