// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this process's heap held over time. */
public final class HeapWatch {
    private static final int LOOK_MILLIS = 100;
    private static final int STRETCHES = 12;

    private final List<Long> used = new ArrayList<>();
    private boolean looking;

    /** Does what it is told if that concerns the heap: {@code watch} begins, {@code heap} asks what was seen. */
    public boolean obeys(String[] command, Talk talk) {
        switch (command[0]) {
            case "watch" -> {
                begin();
                talk.say("watching");
                return true;
            }
            case "heap" -> {
                talk.say("heap", told());
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** Forgets what was seen before. */
    private void begin() {
        synchronized (used) {
            used.clear();
        }
        if (looking) {
            return;
        }
        looking = true;
        Thread watch = new Thread(this::look, "heap watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void look() {
        try {
            while (true) {
                long now =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                synchronized (used) {
                    used.add(now);
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException over) {
            // Nobody wants to know any more.
        }
    }

    /**
     * The time from the beginning until now in equal stretches; of each the least and the most that was in use, in MB. The least is what
     * was left behind a collection, so it tells whether memory grows; the most tells how often the collector ran.
     */
    private String told() {
        synchronized (used) {
            StringBuilder told = new StringBuilder();
            for (int stretch = 0; stretch < STRETCHES; stretch++) {
                append(told, used.subList(at(stretch), at(stretch + 1)));
            }
            return told.toString().strip();
        }
    }

    private int at(int stretch) {
        return (int) ((long) used.size() * stretch / STRETCHES);
    }

    private static void append(StringBuilder told, List<Long> stretch) {
        if (!stretch.isEmpty()) {
            long least = stretch.stream().mapToLong(Long::longValue).min().orElseThrow();
            long most = stretch.stream().mapToLong(Long::longValue).max().orElseThrow();
            told.append(' ').append(least >> 20).append("..").append(most >> 20);
        }
    }
}
