// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.VersionRange;

/** The committed run description, as far as a launcher needs it. */
final class Bndrun {
    private final Properties text = new Properties();

    Bndrun(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            text.load(reader);
        }
    }

    /** A list of names and values, such as {@code -runproperties}. */
    Map<String, String> properties(String name) {
        Map<String, String> values = new HashMap<>();
        for (String one : items(name)) {
            String[] parts = one.split("=", 2);
            values.put(parts[0], parts[1]);
        }
        return values;
    }

    /** The instruction as bnd writes it, on one line. */
    String text(String name) {
        return String.join(",", items(name));
    }

    /** The jars of {@code -runbundles}, each found in this folder by name and version. */
    List<Path> bundles(Path folder) throws IOException {
        Map<String, Path> jars = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(jar -> jars.put(identity(jar), jar));
        }
        return items("-runbundles").stream().map(one -> find(one, jars)).toList();
    }

    /** Commas within a range stand between quotes. */
    private List<String> items(String name) {
        return Stream.of(text.getProperty(name, "").split(",(?=(?:[^']*'[^']*')*[^']*$)"))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Path find(String wanted, Map<String, Path> jars) {
        String[] parts = wanted.split(";version=", 2);
        VersionRange range = new VersionRange(parts[1].replace("'", ""));
        return jars.entrySet().stream()
                .filter(jar -> jar.getKey().startsWith(parts[0] + " "))
                .filter(jar -> range.includes(
                        org.osgi.framework.Version.parseVersion(jar.getKey().substring(parts[0].length() + 1))))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + wanted + " among " + jars.keySet()));
    }

    /** Name and version. */
    private static String identity(Path jar) {
        try (JarFile open = new JarFile(jar.toFile())) {
            var headers = open.getManifest().getMainAttributes();
            String name = String.valueOf(headers.getValue("Bundle-SymbolicName"));
            return name.split(";")[0].strip() + " " + headers.getValue("Bundle-Version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
