// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.Optional;

/** The process that takes. Arguments: carrier, scratch folder. */
public final class SinkSide {
    private SinkSide() {}

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        Blocks blocks = new Blocks(talk::wrong);
        String address = talk.next().orElseThrow()[0];
        Carriers.valueOf(arguments[0])
                .make()
                .sink(address, Path.of(arguments[1]).resolve("sink"), blocks);
        talk.say("met");
        for (Optional<String[]> command = talk.next(); command.isPresent(); command = talk.next()) {
            blocks.expect(Long.parseLong(command.get()[0]), () -> talk.say("poured", System.nanoTime()));
            talk.say("expecting");
        }
        System.exit(0);
    }
}
