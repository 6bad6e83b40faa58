// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.HeapWatch;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.Optional;

/** The process that obtains what others appended. Arguments: service, home. Told where it is, and how many messages there are in all. */
public final class ObtainingSide {
    private final Copy copy;
    private final Talk talk;
    private final Heard heard;
    private final HeapWatch heap = new HeapWatch();

    private ObtainingSide(Copy copy, Talk talk) {
        this.copy = copy;
        this.talk = talk;
        heard = new Heard(talk::wrong);
    }

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        Copy copy = Service.valueOf(arguments[0]).copy(Path.of(arguments[1]));
        ObtainingSide side = new ObtainingSide(copy, talk);
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
            case "obtain" -> obtain(Integer.parseInt(command[2]), () -> copy.obtain(command[1], heard));
            case "leave" -> {
                copy.leave();
                talk.say("left");
            }
            case "back" -> obtain(Integer.parseInt(command[1]), copy::comeBack);
            default -> talk.say(command[0], copy.obey(command));
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Says when the first message came, when the last one, and how many bytes travelled for it. */
    private void obtain(int total, Step step) throws Exception {
        long bytesBefore = copy.wireBytes();
        heard.expect(total);
        long begin = System.nanoTime();
        step.run();
        heard.await();
        talk.say("got", heard.after(begin), copy.wireBytes() - bytesBefore);
    }
}
