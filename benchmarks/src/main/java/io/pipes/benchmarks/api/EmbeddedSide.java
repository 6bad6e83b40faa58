// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.api;

import io.pipes.api.Pipes;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;

/** An application that has a node inside. Argument: the node's home. */
public final class EmbeddedSide {
    private EmbeddedSide() {}

    public static void main(String[] arguments) {
        Talk talk = Talk.begin();
        try (Pipes pipes = Pipes.embedded(Path.of(arguments[0]))) {
            talk.say("ready");
            talk.next();
        }
        System.exit(0);
    }
}
