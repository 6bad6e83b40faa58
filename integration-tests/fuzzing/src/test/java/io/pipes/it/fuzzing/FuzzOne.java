// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.fuzzing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The program of a fuzzing process: runs one fuzz target, because Jazzer fuzzes one per process. */
public final class FuzzOne {
    private FuzzOne() {}

    public static void main(String[] classAndMethod) throws ClassNotFoundException {
        Class<?> type = Class.forName(classAndMethod[0]);
        Method target = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(classAndMethod[1]))
                .findFirst()
                .orElseThrow();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(type, target))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);

        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.err, true), 40);
        System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }
}
