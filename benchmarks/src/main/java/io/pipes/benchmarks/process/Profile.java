// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** Where a process spent its time, out of a flight recording. */
public final class Profile {
    private static final int SHOWN = 30;
    private static final String OWN = "io.pipes.";
    private static final Set<String> SAMPLES = Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

    /** Native methods in which a thread waits and costs nothing. */
    private static final Set<String> WAITS = Set.of("epollWait", "epollWait0", "wait", "park", "readBytes");

    private final Map<String, Integer> threads = new TreeMap<>();
    private final Map<String, Integer> tops = new TreeMap<>();
    private final Map<String, Integer> through = new TreeMap<>();
    private int samples;

    private Profile() {}

    /** Reads the samples between two moments. */
    public static Profile read(Path recording, Instant from, Instant to) throws IOException {
        Profile profile = new Profile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (SAMPLES.contains(event.getEventType().getName())
                        && event.getStackTrace() != null
                        && event.getStartTime().isAfter(from)
                        && event.getStartTime().isBefore(to)) {
                    profile.add(event);
                }
            }
        }
        return profile;
    }

    private void add(RecordedEvent sample) {
        List<RecordedFrame> frames = sample.getStackTrace().getFrames();
        if (frames.isEmpty() || WAITS.contains(frames.get(0).getMethod().getName())) {
            return;
        }
        samples++;
        String thread = sample.getThread("sampledThread") == null
                ? "?"
                : String.valueOf(sample.getThread("sampledThread").getJavaName());
        threads.merge(thread, 1, Integer::sum);
        tops.merge(name(frames.get(0).getMethod()), 1, Integer::sum);
        Set<String> seen = new HashSet<>();
        for (RecordedFrame frame : frames) {
            String name = name(frame.getMethod());
            if (name.startsWith(OWN) && !name.contains("$$Lambda") && seen.add(name)) {
                through.merge(name, 1, Integer::sum);
            }
        }
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }

    public void print(PrintStream out, String title) {
        out.println("-- " + title + ": " + samples + " samples of work");
        print(out, "by thread", threads);
        print(out, "methods themselves", tops);
        print(out, "own methods with all they call", through);
    }

    private void print(PrintStream out, String what, Map<String, Integer> counts) {
        out.println("   " + what);
        for (Map.Entry<String, Integer> one : counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(SHOWN)
                .collect(Collectors.toList())) {
            out.printf("   %5.1f %%  %s%n", 100.0 * one.getValue() / Math.max(1, samples), one.getKey());
        }
    }
}
