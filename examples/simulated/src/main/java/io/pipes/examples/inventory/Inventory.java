// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.inventory;

import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.api.message.Sent;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.TypedPipeline;
import io.pipes.api.state.MapEntry;
import io.pipes.api.state.ReplicatedMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * What the shops of a chain have, all together. Each shop has all of it on its own node: it books and looks things up while nobody else is
 * reachable, and what shops did apart comes together by itself.
 *
 * <p>How many there are of an article is a counter, so that bookings of two shops at the same time both count. On which shelf it belongs is a
 * map, where the last word counts. The journal is the pipeline itself.
 *
 * <p>May be used from any thread.
 */
public final class Inventory {
    private static final String NAME = "inventory";

    private final String shop;
    private final Pipeline pipeline;
    private final TypedPipeline<Booking> bookings;
    private final ReplicatedMap shelves;
    private final Journal journal = new Journal();

    private Inventory(String shop, Pipeline pipeline) {
        this.shop = shop;
        this.pipeline = pipeline;
        bookings = pipeline.as(Codec.json(Booking.class));
        shelves = pipeline.state().map("shelves");
        bookings.messages(From.START).subscribe(journal);
    }

    /** Opens the inventory of the chain, which is made if there is none. */
    public static CompletionStage<Inventory> open(Network chain, String shop) {
        return chain.pipelines()
                .open(NAME, PipelineKind.PERSISTENT)
                .thenApply(pipeline -> new Inventory(shop, pipeline));
    }

    /** Books what came in, or less than 0 for what went out. It counts when the stage completes, also if nobody else is reachable. */
    public CompletionStage<Sent> book(String article, int count) {
        return pipeline.state()
                .counter(article)
                .add(count)
                .thenCompose(counted -> bookings.publish(new Booking(shop, article, count)));
    }

    /** How many of them all shops have together, as far as this one has heard. */
    public CompletionStage<Long> count(String article) {
        return pipeline.state().counter(article).value();
    }

    /** Says on which shelf an article belongs. */
    public CompletionStage<Sent> place(String article, String shelf) {
        return shelves.put(article, Content.text(shelf));
    }

    /** On which shelf each article belongs. */
    public CompletionStage<SortedMap<String, String>> shelves() {
        return shelves.entries().thenApply(Inventory::byArticle);
    }

    private static SortedMap<String, String> byArticle(List<MapEntry> entries) {
        SortedMap<String, String> shelves = new TreeMap<>();
        entries.forEach(entry ->
                shelves.put(entry.key(), new String(entry.value().bytes().toArray(), StandardCharsets.UTF_8)));
        return shelves;
    }

    /** All bookings of which this shop has heard since it was opened, and all before that. */
    public List<Booking> journal() {
        return journal.bookings();
    }
}
