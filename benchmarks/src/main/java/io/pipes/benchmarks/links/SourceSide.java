// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.Optional;

/** The process that pours. Arguments: carrier, scratch folder. */
public final class SourceSide {
    private SourceSide() {}

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        Carrier.Source source = Carriers.valueOf(arguments[0])
                .make()
                .source(Path.of(arguments[1]).resolve("source"));
        talk.say("at", source.address());
        source.await();
        long next = 0;
        for (Optional<String[]> command = talk.next(); command.isPresent(); command = talk.next()) {
            long blocks = Long.parseLong(command.get()[0]);
            talk.say("pouring", System.nanoTime());
            source.pour(next, blocks);
            next += blocks;
        }
        System.exit(0);
    }
}
