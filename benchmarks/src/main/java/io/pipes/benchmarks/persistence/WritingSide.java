// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.HeapWatch;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The process that appends. Arguments: service, home. Told what to do with which log, and how many messages. */
public final class WritingSide {
    private final Origin origin;
    private final Talk talk;
    private final HeapWatch heap = new HeapWatch();
    private final Map<String, Appending> logs = new TreeMap<>();

    private WritingSide(Origin origin, Talk talk) {
        this.origin = origin;
        this.talk = talk;
    }

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        Origin origin = Service.valueOf(arguments[0]).origin(Path.of(arguments[1]));
        WritingSide side = new WritingSide(origin, talk);
        talk.say("ready");
        for (Optional<String[]> command = talk.next(); command.isPresent(); command = talk.next()) {
            if (!side.heap.obeys(command.get(), talk)) {
                side.obey(command.get());
            }
        }
        System.exit(0);
    }

    private void obey(String[] command) throws Exception {
        switch (command[0]) {
            case "address" -> talk.say("at", log(command[1]).log().address());
            default -> append(command[0], log(command[1]), Integer.parseInt(command[2]));
        }
    }

    private Appending log(String name) throws Exception {
        Appending known = logs.get(name);
        if (known == null) {
            known = new Appending(origin.begin(name));
            logs.put(name, known);
        }
        return known;
    }

    private void append(String how, Appending log, int count) throws Exception {
        long begin = System.nanoTime();
        switch (how) {
            case "stream" -> log.stream(count);
            case "single" -> log.oneByOne(count);
            case "sixteen" -> log.sixteen(count);
            case "content" -> log.log().appendContent(count);
            default -> throw new IllegalArgumentException("Unknown command " + how);
        }
        talk.say("appended", System.nanoTime() - begin);
    }
}
