// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.procedure;

import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.message.Codec;
import io.pipes.api.message.Content;
import io.pipes.api.network.Network;
import io.pipes.api.service.Call;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Offers the service {@code geo}: where a town is. */
public final class Geo {
    static final Codec<Town> TOWN = Codec.json(Town.class);
    static final Codec<Place> PLACE = Codec.json(Place.class);

    private static final Map<String, Place> PLACES = Map.of(
            "Berlin", new Place(52.52, 13.41),
            "Lima", new Place(-12.05, -77.04),
            "Nairobi", new Place(-1.29, 36.82));

    public static void main(String[] arguments) throws IOException {
        try (Pipes pipes = Pipes.connect()) {
            Network network =
                    pipes.networks().list().toCompletableFuture().join().get(0);
            network.services().offer("geo", Geo::answer).toCompletableFuture().join();
            System.out.println("Offering geo. Enter ends it.");
            System.in.read();
        }
    }

    private static CompletionStage<Content> answer(Call call) {
        Town town = TOWN.decode(call.request());
        Place place = PLACES.get(town.name());
        System.out.println(call.name() + " asks where " + town.name() + " is");
        if (place == null) {
            throw new PipesException(PipesException.Code.NOT_FOUND, "Nobody here knows where " + town.name() + " is.");
        }
        return CompletableFuture.completedFuture(new Content(PLACE.contentType(), PLACE.encode(place)));
    }
}
