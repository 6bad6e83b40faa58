// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeTest {
    private static final long MOST_BYTES = 15_000_000;

    @Test
    void all_jars_together_weigh_at_most_fifteen_megabytes() throws IOException {
        Map<String, Long> weights = new TreeMap<>();
        for (Path jar : Tree.jars()) {
            weights.put(jar.getFileName().toString(), Files.size(jar));
        }
        long all = weights.values().stream().mapToLong(Long::longValue).sum();

        System.out.printf("%,d bytes in %d jars%n", all, weights.size());
        assertThat(weights).containsKey("io.pipes.embedded-" + version() + ".jar");
        assertThat(all).as("bytes of %s", weights).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void no_class_is_there_twice() throws IOException {
        Map<String, List<String>> places = new TreeMap<>();
        for (Path jar : Tree.jars()) {
            for (String name : Tree.classes(jar)) {
                places.computeIfAbsent(name, none -> new ArrayList<>())
                        .add(jar.getFileName().toString());
            }
        }
        places.values().removeIf(jars -> jars.size() == 1);

        assertThat(places).isEmpty();
    }

    /** An application may have one of its own, of any version and signed. */
    @Test
    void no_bouncy_castle_is_there_under_its_own_name() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path jar : Tree.jars()) {
            found.addAll(Tree.classes(jar));
        }

        assertThat(found).anyMatch(name -> name.startsWith("io/pipes/crypto/bouncycastle/"));
        assertThat(found).noneMatch(name -> name.startsWith("org/bouncycastle/"));
    }

    private static String version() {
        return System.getProperty("pipes.version");
    }
}
