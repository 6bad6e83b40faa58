// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded.served;

import io.pipes.engine.EngineSettings;
import io.pipes.runtime.home.HomeProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node that is a process of its own and has no container. It is told what the launcher of the distribution tells a container, in the same
 * system properties ({@code pipes.home}, {@code pipes.console}, {@code pipes.listen} and so on; {@code pipes.version} is the one it says that
 * it has), and the command line finds it in the same way.
 */
public final class ServedProcess {
    private ServedProcess() {}

    /** Returns when the node is there; the process ends by a signal, or when a client asks for it. */
    public static void main(String[] none) {
        try {
            ServedEngine served = start(new HomeProperties(System::getProperty));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(served), "stopping"));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
    }

    private static ServedEngine start(HomeProperties told) throws Exception {
        Path home = told.home();
        refuseSettings(home.resolve("etc"));
        ServedEngine served = ServedEngine.start(
                EngineSettings.at(home).behavingAs(told.settings()),
                new ServedEngine.Door(property("pipes.console"), property("pipes.version"), ServedProcess::stopLater));
        Path run = Files.createDirectories(home.resolve("run"));
        Files.writeString(
                run.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
        return served;
    }

    /** Only a container reads them. A test that believes they are heeded would show something else than it says. */
    private static void refuseSettings(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> settings =
                    files.filter(file -> file.toString().endsWith(".cfg")).toList();
            if (!settings.isEmpty()) {
                throw new IllegalStateException("Only a container reads " + settings + ". Take a whole node.");
            }
        }
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("The property " + name + " is missing.");
        }
        return value;
    }

    /** Whoever asked for it gets an answer first. */
    private static void stopLater() {
        new Thread(() -> System.exit(0), "stop").start();
    }

    private static void close(ServedEngine served) {
        try {
            served.close();
        } catch (Exception failed) {
            failed.printStackTrace();
        }
    }
}
