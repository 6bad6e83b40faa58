// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is looked at: the production classes of every bundle, and the folders they come from. */
final class AllBundles {
    private static final Path FOLDER = Path.of("../../bundles");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // What a packed bundle has of a library under a name of its own.
            .withImportOption(location -> !location.contains("/io/pipes/crypto/bouncycastle/"))
            .importPackages("io.pipes");

    private AllBundles() {}

    static JavaClasses classes() {
        return CLASSES;
    }

    /** The names of the bundles that have code: folder, symbolic name and root package are the same word. */
    static List<String> names() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(AllBundles::hasCode)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasCode(Path bundle) {
        Path sources = bundle.resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.anyMatch(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
