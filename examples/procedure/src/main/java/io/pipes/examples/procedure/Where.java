// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.procedure;

import io.pipes.api.Pipes;
import io.pipes.api.message.Content;
import io.pipes.api.network.Network;
import io.pipes.api.service.Answer;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Asks whoever offers {@code geo} where a town is, and waits five seconds at most. Argument: the town. */
public final class Where {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    public static void main(String[] arguments) {
        try (Pipes pipes = Pipes.connect()) {
            Network network =
                    pipes.networks().list().toCompletableFuture().join().get(0);
            System.out.println(ask(network, new Town(arguments[0])));
        } catch (CompletionException failed) {
            System.out.println("No answer: " + failed.getCause().getMessage());
        }
    }

    private static String ask(Network network, Town town) {
        Content question = new Content(Geo.TOWN.contentType(), Geo.TOWN.encode(town));
        Answer answer = network.services()
                .call("geo", question, DEADLINE)
                .toCompletableFuture()
                .join();
        Place place = Geo.PLACE.decode(answer.content());
        return "%s: %s is at %s, %s".formatted(answer.name(), town.name(), place.latitude(), place.longitude());
    }
}
