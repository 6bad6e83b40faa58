// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.Jvm;
import java.nio.file.Path;
import java.util.List;

/** The two processes of one carrier. */
final class Stretch implements AutoCloseable {
    private static final double GIGA = 1e9;

    private final Child source;
    private final Child sink;

    private Stretch(Child source, Child sink) {
        this.source = source;
        this.sink = sink;
    }

    /**
     * What pouring brought.
     *
     * @param megabytes per second
     * @param sending processor seconds for each gigabyte at the source
     * @param relaying the same at the process in between, if there is one
     * @param taking the same at the sink
     */
    record Poured(double megabytes, double sending, double relaying, double taking) {}

    static Stretch start(Jvm jvm, Carriers carrier, String name, Path folder, List<String> flags)
            throws BenchmarkFailure {
        Path scratch = folder.resolve("scratch").resolve(name);
        Child source = Child.start(
                jvm, name + "-source", folder, flagsFor(flags, name + "-source"), SourceSide.class, carrier, scratch);
        Child sink = Child.start(
                jvm, name + "-sink", folder, flagsFor(flags, name + "-sink"), SinkSide.class, carrier, scratch);
        Stretch stretch = new Stretch(source, sink);
        try {
            sink.say(source.hear("at")[0]);
            sink.hear("met");
            return stretch;
        } catch (BenchmarkFailure failure) {
            stretch.close();
            throw failure;
        }
    }

    private static List<String> flagsFor(List<String> flags, String process) {
        return flags.stream().map(flag -> flag.replace("PROCESS", process)).toList();
    }

    Poured pour(long blocks) throws BenchmarkFailure {
        sink.ask("expecting", blocks);
        double sourceBefore = source.processorSeconds();
        double relayBefore = source.processorSecondsOfChildren();
        double sinkBefore = sink.processorSeconds();
        long begin = Long.parseLong(source.ask("pouring", blocks)[0]);
        long end = Long.parseLong(sink.hear("poured")[0]);
        double gigabytes = blocks * Blocks.BYTES / GIGA;
        return new Poured(
                gigabytes * 1e3 / ((end - begin) / GIGA),
                (source.processorSeconds() - sourceBefore) / gigabytes,
                (source.processorSecondsOfChildren() - relayBefore) / gigabytes,
                (sink.processorSeconds() - sinkBefore) / gigabytes);
    }

    @Override
    public void close() {
        source.close();
        sink.close();
    }
}
