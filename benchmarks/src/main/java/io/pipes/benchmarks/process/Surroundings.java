// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** What the machine was doing when something was measured. */
public final class Surroundings {
    /** With more than this to do, on average over a minute, a machine is not at rest. */
    private static final double REST = 0.5;

    private Surroundings() {}

    /** Says it before a run, because nobody can see it from the figures. */
    public static void print(PrintStream out) {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        double load = machine.getSystemLoadAverage();
        out.printf("%n%d processors, load average before the run %.2f%n", machine.getAvailableProcessors(), load);
        if (load > REST) {
            out.println("THE MACHINE IS BUSY with other things: trust the processor times more than the rest");
        }
    }
}
