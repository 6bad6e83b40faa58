// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Says in what two files differ; of archives, which entries. */
final class Difference {
    private Difference() {}

    /** Nothing when all bytes are the same. */
    static List<String> between(Path one, Path other) throws IOException {
        if (!Files.exists(one) || !Files.exists(other)) {
            return List.of(one.getFileName() + ": is only in one of the two");
        }
        if (Files.mismatch(one, other) < 0) {
            return List.of();
        }
        String name = one.getFileName().toString();
        if (!name.endsWith(".jar")) {
            return List.of(name + ": differs from byte " + Files.mismatch(one, other));
        }
        List<String> entries = entries(name, contents(one), contents(other));
        return entries.isEmpty() ? List.of(name + ": same entries, packed in another way") : entries;
    }

    private static List<String> entries(String jar, Map<String, String> one, Map<String, String> other) {
        List<String> differences = new ArrayList<>();
        one.forEach((entry, content) -> {
            if (!content.equals(other.get(entry))) {
                differences.add(jar + ": " + entry + ": " + content + " and " + other.get(entry));
            }
        });
        other.keySet().stream()
                .filter(entry -> !one.containsKey(entry))
                .forEach(entry -> differences.add(jar + ": " + entry + ": is only in the second"));
        if (differences.isEmpty() && !List.copyOf(one.keySet()).equals(List.copyOf(other.keySet()))) {
            differences.add(jar + ": the entries are in another order");
        }
        return differences;
    }

    private static Map<String, String> contents(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Map<String, String> contents = new LinkedHashMap<>();
            zip.stream().forEach(entry -> contents.put(entry.getName(), describe(entry)));
            return contents;
        }
    }

    private static String describe(ZipEntry entry) {
        return "%d bytes, checksum %08x, written %s".formatted(entry.getSize(), entry.getCrc(), entry.getTimeLocal());
    }
}
