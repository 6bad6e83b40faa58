// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.message.Content;
import io.pipes.api.network.Network;
import io.pipes.api.node.NodeState;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.state.MapChange;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.Merge;
import io.pipes.api.state.ReplicatedMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an application may rely on where members go on without each other and meet again. */
abstract class ApartContract extends TwoSites {
    private static final Merge JOINED = concurrent ->
            Content.text(concurrent.stream().map(ApartContract::text).collect(Collectors.joining("+")));

    private static String text(Content content) {
        return new String(content.bytes().toArray());
    }

    /**
     * A network of both sites, and a persistent pipeline of it, whose members have no link to each other.
     *
     * @param here the one of the north, that can be called
     */
    record Apart(Network here, Network there, Pipeline pipeline, String address) {
        void meet() throws Exception {
            get(there.connect(address));
        }

        void leave() throws Exception {
            dissolve(here, there);
        }
    }

    Apart apart(String name) throws Exception {
        Network here = get(north.pipes().networks().create(name, "nora"));
        Network there = get(south.pipes().networks().join(get(here.invite()).ticket(), "sam"));
        Pipeline pipeline = shared(here, there, name, PipelineKind.PERSISTENT);
        get(there.disconnect(here.node()));
        get(here.disconnect(there.node()));
        awaitApart(here, there);
        awaitApart(there, here);
        String address = get(north.pipes().status()).listen().get(0);
        return new Apart(here, there, pipeline, address);
    }

    private static void awaitApart(Network one, Network other) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (get(one.node(other.node()).info()).state() == NodeState.CONNECTED) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static ReplicatedMap colours(Network at, Merge merge) {
        return at.pipeline("colours").state().map("colours", merge);
    }

    @Test
    void what_was_written_to_one_key_while_apart_is_merged_or_shown() throws Exception {
        Apart apart = apart("colours");
        get(colours(apart.here(), JOINED).put("sky", Content.text("blue")));
        get(colours(apart.there(), JOINED).put("sky", Content.text("grey")));

        apart.meet();

        MapEntry here = awaitBoth(colours(apart.here(), JOINED));
        MapEntry there = awaitBoth(colours(apart.there(), JOINED));
        assertThat(here).isEqualTo(there);
        assertThat(text(here.value())).isIn("blue+grey", "grey+blue");
        List<Content> shown =
                get(colours(apart.here(), Merge.LAST).get("sky")).orElseThrow().concurrent();
        assertThat(shown).hasSize(2);
        ReplicatedMap plain = apart.there().pipeline("colours").state().map("colours");
        assertThat(get(plain.get("sky")).orElseThrow().value()).isEqualTo(shown.get(1));
        assertThat(get(plain.get("sky")).orElseThrow().concurrent()).containsExactly(shown.get(1));

        get(colours(apart.here(), JOINED).put("sky", Content.text("clear")));

        MapEntry settled =
                await(colours(apart.there(), JOINED), entry -> entry.value().equals(Content.text("clear")));
        assertThat(settled.concurrent()).containsExactly(Content.text("clear"));
        assertThat(get(colours(apart.there(), JOINED).entries())).containsExactly(settled);
        apart.leave();
    }

    private static MapEntry awaitBoth(ReplicatedMap map) throws Exception {
        return await(map, entry -> entry.concurrent().size() == 2);
    }

    private static MapEntry await(ReplicatedMap map, Predicate<MapEntry> wanted) throws Exception {
        Collected<MapChange> changes = Collected.all(map.changes());
        List<MapChange> told = changes.await(all ->
                all.stream().anyMatch(change -> change.now().filter(wanted).isPresent()));
        changes.cancel();
        return told.stream()
                .flatMap(change -> change.now().filter(wanted).stream())
                .findFirst()
                .orElseThrow();
    }
}
