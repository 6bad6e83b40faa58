// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.fuzzing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One method marked {@code @FuzzTest} in a test class named {@code ...FuzzTest}.
 *
 * @param module the folder of the bundle that owns it
 */
record FuzzTarget(Path module, String type, String method) {
    private static final Path BUNDLES = Path.of("../../bundles");
    private static final Pattern MARKED =
            Pattern.compile("@FuzzTest(?:\\([^)]*\\))?\\s+(?:(?:public|final)\\s+)*void\\s+(\\w+)\\s*\\(");

    /** All of them, found in the sources, so that a target which is not compiled or not run is missed. */
    static List<FuzzTarget> all() {
        try (Stream<Path> modules = Files.list(BUNDLES)) {
            return modules.sorted().flatMap(FuzzTarget::in).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<FuzzTarget> in(Path module) {
        Path sources = module.resolve("src/test/java");
        if (!Files.isDirectory(sources)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith("FuzzTest.java")).sorted().toList().stream()
                    .flatMap(file -> MARKED.matcher(read(file))
                            .results()
                            .map(match -> new FuzzTarget(module, typeName(sources, file), match.group(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String typeName(Path sources, Path file) {
        String path = sources.relativize(file).toString();
        return path.substring(0, path.length() - ".java".length()).replace('/', '.');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }
}
