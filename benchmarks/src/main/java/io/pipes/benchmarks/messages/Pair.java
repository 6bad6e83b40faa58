// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.messages;

import io.pipes.benchmarks.contender.Contenders;
import io.pipes.benchmarks.contender.Scripted;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Jvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The two processes of one contender, and what they measured. */
final class Pair implements AutoCloseable {
    private final Contenders contender;
    private final Load load;
    private final Child sender;
    private final Child receiver;
    private final Optional<Child> server;
    private int round;

    private Pair(Contenders contender, Load load, Child sender, Child receiver, Optional<Child> server) {
        this.contender = contender;
        this.load = load;
        this.sender = sender;
        this.receiver = receiver;
        this.server = server;
    }

    /** What one stream brought. */
    record Streamed(double perSecond, double sendingMicros, double receivingMicros) {}

    /** Round trips in microseconds. */
    record Bounced(double median, double p99) {}

    static Pair start(Jvm jvm, Contenders contender, Load load, Path folder, Profiling profiling)
            throws BenchmarkFailure {
        String name = contender.name().toLowerCase() + "-" + load.name().toLowerCase() + "-" + jvm.version();
        Pair pair = contender.script().isPresent()
                ? ofScripts(jvm, name, contender, load, folder)
                : ofClasses(jvm, name, contender, load, folder, profiling);
        try {
            pair.meet();
            return pair;
        } catch (BenchmarkFailure failure) {
            pair.close();
            throw failure;
        }
    }

    private static Pair ofClasses(
            Jvm jvm, String name, Contenders contender, Load load, Path folder, Profiling profiling)
            throws BenchmarkFailure {
        Child sender = child(jvm, name + "-sender", SendingSide.class, contender, load, folder, profiling);
        Child receiver = child(jvm, name + "-receiver", ReceivingSide.class, contender, load, folder, profiling);
        return new Pair(contender, load, sender, receiver, Optional.empty());
    }

    private static Pair ofScripts(Jvm jvm, String name, Contenders contender, Load load, Path folder)
            throws BenchmarkFailure {
        Scripted script = contender.script().orElseThrow();
        Path scratch = folder.resolve("scratch").resolve(name);
        Child server =
                Child.start(jvm, name + "-server", folder, List.of(), ServerSide.class, contender.name(), scratch);
        try {
            String address = server.hear("at")[0];
            Child sender = script.sending(name + "-sender", folder, load.bytes(), address);
            Child receiver = script.receiving(name + "-receiver", folder, load.bytes(), address);
            return new Pair(contender, load, sender, receiver, Optional.of(server));
        } catch (BenchmarkFailure failure) {
            server.close();
            throw failure;
        }
    }

    private void meet() throws BenchmarkFailure {
        receiver.say(sender.hear("at")[0]);
        receiver.hear("met");
        sender.ask("gathered", "gather");
    }

    private static Child child(
            Jvm jvm, String name, Class<?> main, Contenders contender, Load load, Path folder, Profiling profiling)
            throws BenchmarkFailure {
        List<String> flags = profiling.flags(contender, name);
        return Child.start(
                jvm,
                name,
                folder,
                flags,
                main,
                contender.name(),
                load.mode(),
                load.bytes(),
                load.receivers(),
                folder.resolve("scratch").resolve(name));
    }

    Contenders contender() {
        return contender;
    }

    Streamed stream(long millis) throws BenchmarkFailure {
        String[] sent = sender.ask("streamed", "stream", millis, round++);
        String[] heard = receiver.hear("heard");
        double nanos = Long.parseLong(heard[0]) - Long.parseLong(sent[0]);
        double deliveries = (double) Long.parseLong(sent[1]) * load.receivers();
        return new Streamed(
                deliveries * 1e9 / nanos,
                Long.parseLong(sent[2]) / 1e3 / deliveries,
                Long.parseLong(heard[1]) / 1e3 / deliveries);
    }

    Bounced bounce(long millis) throws BenchmarkFailure {
        String[] trips = sender.ask("bounced", "bounce", millis);
        return new Bounced(Long.parseLong(trips[1]) / 1e3, Long.parseLong(trips[2]) / 1e3);
    }

    @Override
    public void close() {
        sender.close();
        receiver.close();
        server.ifPresent(Child::close);
    }
}
