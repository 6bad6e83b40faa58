// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contender.Mode;
import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.contender.Hub;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.Optional;

/** The process of the one that sends. Arguments: contender, mode, bytes, how many receivers, scratch folder. */
public final class SendingSide {
    /** How often the clock is looked at. */
    private static final int BETWEEN_LOOKS = 64;

    private final Talk talk = Talk.begin();
    private final int bytes;
    private final Bouncing bouncing;
    private final Hub hub;

    private SendingSide(String[] arguments) throws Exception {
        bytes = Integer.parseInt(arguments[2]);
        bouncing = new Bouncing(bytes, talk::wrong);
        hub = Contenders.valueOf(arguments[0])
                .make()
                .hub(Mode.valueOf(arguments[1]), Path.of(arguments[4]).resolve("hub"), bouncing);
    }

    public static void main(String[] arguments) throws Exception {
        SendingSide side = new SendingSide(arguments);
        side.talk.say("at", side.hub.address());
        int receivers = Integer.parseInt(arguments[3]);
        for (Optional<String[]> command = side.talk.next(); command.isPresent(); command = side.talk.next()) {
            side.obey(command.get(), receivers);
        }
        System.exit(0);
    }

    private void obey(String[] command, int receivers) throws Exception {
        switch (command[0]) {
            case "gather" -> {
                hub.await(receivers);
                talk.say("gathered");
            }
            case "stream" -> stream(Long.parseLong(command[1]), Integer.parseInt(command[2]));
            case "bounce" -> bouncing.run(hub, Long.parseLong(command[1]), talk);
            default -> talk.wrong("unknown command " + command[0]);
        }
    }

    /** Sends as fast as it is taken, and says when it began, how many there were, and what it cost here. */
    private void stream(long millis, int round) {
        long processorBefore = Talk.processorNanos();
        long begin = System.nanoTime();
        long end = begin + millis * 1_000_000;
        long number = 0;
        do {
            for (int i = 0; i < BETWEEN_LOOKS; i++) {
                hub.send(Payload.make(bytes, round, Payload.NEXT, number++));
            }
        } while (System.nanoTime() < end);
        hub.send(Payload.make(bytes, round, Payload.LAST, number++));
        hub.flush();
        talk.say("streamed", begin, number, Talk.processorNanos() - processorBefore);
    }
}
