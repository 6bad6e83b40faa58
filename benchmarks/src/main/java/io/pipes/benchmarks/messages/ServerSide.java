// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Between;
import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;

/** The process that starts the server of ends that run on Node.js. Arguments: contender, scratch folder. */
public final class ServerSide {
    private ServerSide() {}

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        try (Between between =
                Contenders.valueOf(arguments[0]).script().orElseThrow().between(Path.of(arguments[1]))) {
            talk.say("at", between.address());
            talk.next();
        }
        System.exit(0);
    }
}
