// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.api;

import io.pipes.benchmarks.node.PackedNode;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Jvm;
import io.pipes.benchmarks.process.Memory;
import io.pipes.benchmarks.process.Options;
import io.pipes.benchmarks.process.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What one call costs, and what clients cost that say nothing or do not read. Every round has a fresh node, and clients in other processes. */
final class NodeFigures {
    private static final int CLIENTS = 1_000;
    private static final int CALL_MILLIS = 2_000;
    /** A node with two cores has not compiled for the last time before. */
    private static final int WARM_MILLIS = 15_000;

    private static final int FLOOD_MIB = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Jvm jvm;
    private final Path folder;
    private final int wanted;
    private final int callMillis;
    private final int floodMib;

    private final Series median = new Series();
    private final Series p99 = new Series();
    private final Series clients = new Series();
    private final Series residentOfEach = new Series();
    private final Series liveOfEach = new Series();
    private final Series residentOfDeaf = new Series();
    private final Series liveOfDeaf = new Series();

    NodeFigures(Jvm jvm, Path folder, Options options) throws BenchmarkFailure {
        this.jvm = jvm;
        this.folder = folder;
        wanted = options.number("clients", CLIENTS);
        callMillis = options.number("calls", CALL_MILLIS);
        floodMib = options.number("flood", FLOOD_MIB);
    }

    void measure(int round) throws BenchmarkFailure, IOException {
        String name = "node-" + jvm.version() + "-" + round;
        try (PackedNode node = PackedNode.start(jvm, folder.resolve(name))) {
            try (Child busy = client(node, name + "-busy")) {
                busy.hear("ready");
                calls(busy);
                idle(node, name);
                deaf(node, name, busy);
            }
        }
    }

    private Child client(PackedNode node, String name) throws BenchmarkFailure {
        return Child.start(jvm, name, folder, List.of(), ClientSide.class, node.door());
    }

    private void calls(Child client) throws BenchmarkFailure {
        client.say("call", WARM_MILLIS);
        client.hear("called", PATIENCE);
        String[] trips = client.ask("called", "call", callMillis);
        median.add(Long.parseLong(trips[1]) / 1e3);
        p99.add(Long.parseLong(trips[2]) / 1e3);
    }

    private void idle(PackedNode node, String name) throws BenchmarkFailure, IOException {
        Memory before = Memory.of(node.pid(), jvm);
        try (Child idle = client(node, name + "-idle")) {
            idle.hear("ready");
            int here = Integer.parseInt(idle.ask("idle", "idle", wanted)[0]);
            Memory after = Memory.of(node.pid(), jvm);
            clients.add(here);
            residentOfEach.add((after.resident() - before.resident()) * 1e3 / here);
            liveOfEach.add((after.live() - before.live()) * 1e3 / here);
        }
    }

    /** Another client publishes what one does not read that has subscribed. */
    private void deaf(PackedNode node, String name, Child busy) throws BenchmarkFailure, IOException {
        busy.say("publish", floodMib);
        busy.hear("published", PATIENCE);
        Memory before = Memory.of(node.pid(), jvm);
        try (Child deaf = client(node, name + "-deaf")) {
            deaf.hear("ready");
            deaf.ask("deaf", "deaf");
            busy.say("publish", floodMib);
            busy.hear("published", PATIENCE);
            Memory after = Memory.of(node.pid(), jvm);
            residentOfDeaf.add(after.resident() - before.resident());
            liveOfDeaf.add(after.live() - before.live());
        }
    }

    void print(PrintStream out, int rounds) {
        out.printf("%nA node's clients · %s · medians of %d rounds%n", jvm.described(), rounds);
        line(out, "a call, us (aim: below 150)", median);
        line(out, "... its 99th percentile", p99);
        line(out, "idle clients of " + wanted + " that were let in", clients);
        line(out, "... each, KB resident", residentOfEach);
        line(out, "... each, KB of live objects", liveOfEach);
        line(out, "one that reads none of " + floodMib + " MiB, MB resident", residentOfDeaf);
        line(out, "... MB of live objects", liveOfDeaf);
    }

    private static void line(PrintStream out, String what, Series series) {
        out.printf("  %-50s %,10.1f   (%,.1f..%,.1f)%n", what, series.median(), series.least(), series.most());
    }
}
