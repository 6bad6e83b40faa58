// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contender;
import io.pipes.benchmarks.contender.Contender.Mode;
import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.contender.End;
import io.pipes.benchmarks.process.Talk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** The process of those that receive. Arguments: contender, mode, bytes, how many receivers, scratch folder. */
public final class ReceivingSide {
    private final Talk talk = Talk.begin();
    private final int receivers;
    private final AtomicInteger hearing = new AtomicInteger();
    private long processorBefore = Talk.processorNanos();

    private ReceivingSide(int receivers) {
        this.receivers = receivers;
        hearing.set(receivers);
    }

    public static void main(String[] arguments) throws Exception {
        Mode mode = Mode.valueOf(arguments[1]);
        ReceivingSide side = new ReceivingSide(Integer.parseInt(arguments[3]));
        String address = side.talk.next().orElseThrow()[0];
        side.open(Contenders.valueOf(arguments[0]).make(), mode, address, arguments);
        side.talk.say("met");
        side.talk.next();
        System.exit(0);
    }

    private void open(Contender contender, Mode mode, String address, String[] arguments) throws Exception {
        int bytes = Integer.parseInt(arguments[2]);
        List<End> ends = new ArrayList<>();
        for (int number = 0; number < receivers; number++) {
            CompletableFuture<End> end = new CompletableFuture<>();
            Hearing ear = new Hearing(bytes, message -> answer(end, message), this::roundHeard, talk::wrong);
            Path scratch = Path.of(arguments[4]).resolve("spoke-" + number);
            end.complete(contender.spoke(mode, address, scratch, number, ear));
            ends.add(end.join());
        }
    }

    private static void answer(CompletableFuture<End> end, byte[] message) {
        end.join().send(message);
        end.join().flush();
    }

    /** Called by each receiver; the last one tells when all had all. */
    private void roundHeard() {
        if (hearing.decrementAndGet() == 0) {
            long now = System.nanoTime();
            hearing.set(receivers);
            long processor = Talk.processorNanos();
            talk.say("heard", now, processor - processorBefore);
            processorBefore = processor;
        }
    }
}
