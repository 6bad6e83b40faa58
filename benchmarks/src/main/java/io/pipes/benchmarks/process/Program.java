// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of others that the machine has, or has not. */
public final class Program {
    private Program() {}

    /**
     * Where a program is: told by {@code -Dbenchmarks.<name>}, on the path, or where Debian puts what administrators start, which is not on
     * everybody's path.
     */
    public static Optional<Path> find(String name) {
        Stream<Path> told = Stream.of(System.getProperty("benchmarks." + name, ""))
                .filter(path -> !path.isEmpty())
                .map(Path::of);
        Stream<Path> onPath = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, name));
        return Stream.concat(Stream.concat(told, onPath), Stream.of(Path.of("/usr/sbin", name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Why somebody cannot take part without a program; empty when it is here. */
    public static Optional<String> missing(String name, String debianPackage) {
        return find(name).isPresent()
                ? Optional.empty()
                : Optional.of("there is no " + name + " here; Debian has it: apt-get install " + debianPackage);
    }
}
