// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.canary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Maven module of this workspace: its test classes, what it declares about them, and the reports it left behind. */
record TestModule(Path folder) {
    private static final Path ROOT = Path.of(System.getProperty("pipes.root", "../.."));
    private static final Pattern TEST =
            Pattern.compile("@(Test|ParameterizedTest|RepeatedTest|TestFactory|FuzzTest)\\b");
    private static final Pattern ABSTRACT = Pattern.compile("(?m)^(public )?(abstract|sealed|@?interface)\\b");
    private static final Pattern INHERITS = Pattern.compile("extends \\w+ContractTest\\b");

    /** All modules that are part of the build, except this one. */
    static List<TestModule> all() {
        return Stream.of("bundles", "integration-tests", "examples")
                .map(ROOT::resolve)
                .flatMap(TestModule::modulesOf)
                .filter(folder -> !folder.endsWith("canary"))
                .map(TestModule::new)
                .toList();
    }

    /** The test classes in the sources, by full name. */
    List<String> testClasses() {
        Path sources = folder.resolve("src/test/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> isTest(read(file)))
                    .map(file -> sources.relativize(file).toString())
                    .map(file ->
                            file.substring(0, file.length() - ".java".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its POM says that it has no tests. */
    boolean declaresNoTests() {
        return read(folder.resolve("pom.xml")).contains("<failIfNoTests>false</failIfNoTests>");
    }

    /** The reports of unit tests and of integration tests. */
    List<TestReport> reports() {
        return Stream.of("surefire-reports", "failsafe-reports")
                .map(folder.resolve("target")::resolve)
                .filter(Files::isDirectory)
                .flatMap(TestModule::xmlFiles)
                .map(TestReport::read)
                .toList();
    }

    @Override
    public String toString() {
        return ROOT.relativize(folder).toString();
    }

    private static boolean isTest(String source) {
        return (TEST.matcher(source).find() || INHERITS.matcher(source).find())
                && !ABSTRACT.matcher(source).find();
    }

    private static Stream<Path> modulesOf(Path parent) {
        String pom = read(parent.resolve("pom.xml"));
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(pom)
                .results()
                .map(match -> parent.resolve(match.group(1)));
    }

    private static Stream<Path> xmlFiles(Path reports) {
        try (Stream<Path> files = Files.list(reports)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
