// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A program of somebody who has what a test has on the class path.
 *
 * @param folder with its classes, in which it runs
 */
record JavaProgram(Path folder, String main) {
    /** @param source of the class and whatever else it needs */
    static JavaProgram compile(Path folder, String main, String source) throws IOException {
        Path file = Files.createDirectories(folder).resolve(main + ".java");
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean good = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of("-d", folder.toString(), "-cp", classPath()),
                            null,
                            files.getJavaFileObjects(file))
                    .call();
            assertThat(good).as("%s compiles:%n%s%n%s", main, said, source).isTrue();
        }
        return new JavaProgram(folder, main);
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    Conversation start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + ":" + classPath(),
                main));
        command.addAll(List.of(arguments));
        return new Conversation(main, new ProcessBuilder(command).directory(folder.toFile()));
    }
}
