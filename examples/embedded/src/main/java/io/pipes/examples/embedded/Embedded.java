// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.embedded;

import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.CompletionStage;

/** Arguments: a folder for the node, and, the first time, the ticket of an invitation. */
public final class Embedded {
    public static void main(String[] arguments) {
        try (Pipes pipes = Pipes.embedded(Path.of(arguments[0]))) {
            Scanner input = new Scanner(System.in);
            CompletionStage<Network> network = arguments.length > 1
                    ? pipes.networks().join(arguments[1], "guest")
                    : pipes.networks().list().thenApply(all -> all.get(0));
            Pipeline notes = network.toCompletableFuture().join().pipeline("notes");
            notes.subscribe(message -> System.out.println(message.name() + ": " + message.text()));
            while (input.hasNextLine()) {
                notes.publish(input.nextLine()).toCompletableFuture().join();
            }
        }
    }
}
