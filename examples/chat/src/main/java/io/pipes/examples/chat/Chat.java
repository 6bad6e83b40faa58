// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.chat;

import io.pipes.api.Pipes;
import io.pipes.api.network.Network;
import io.pipes.api.pipeline.Pipeline;
import java.util.Scanner;

public final class Chat {
    public static void main(String[] arguments) {
        try (Pipes pipes = Pipes.connect();
                Scanner keyboard = new Scanner(System.in)) {
            Network network =
                    pipes.networks().list().toCompletableFuture().join().get(0);
            Pipeline chat = network.pipeline("chat");
            chat.subscribe(message -> System.out.println(message.name() + ": " + message.text()));
            while (keyboard.hasNextLine()) {
                chat.publish(keyboard.nextLine()).toCompletableFuture().join();
            }
        }
    }
}
