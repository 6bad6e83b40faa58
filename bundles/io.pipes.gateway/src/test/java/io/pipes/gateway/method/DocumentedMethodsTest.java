// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.gateway.catalogue.Catalogue;
import io.pipes.gateway.catalogue.Entry;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.ManualClock;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentedMethodsTest {
    @TempDir
    Path home;

    @Test
    void the_catalogue_names_exactly_the_methods_there_are() throws IOException {
        Set<String> existing = new TreeSet<>(methods());
        existing.add("auth");

        assertThat(Catalogue.ofThisApi().methods().map(Entry::name)).containsExactlyInAnyOrderElementsOf(existing);
    }

    private Set<String> methods() throws IOException {
        ManualClock clock = new ManualClock();
        Tokens tokens = new Tokens(new SimulatedDisk(1), new OwnerTokenFile(home), clock, new SeededRandomness(1));
        Resolver resolver = new Resolver(
                () -> {
                    throw new IllegalStateException();
                },
                () -> {
                    throw new IllegalStateException();
                });
        ProcessMethods process = new ProcessMethods(
                Optional::empty,
                new ProcessMethods.Facts(
                        "1", "p", () -> "127.0.0.1:1", Optional::empty, Optional::empty, Optional::empty, List::of),
                () -> {});
        return AllMethods.of(resolver, process, tokens, clock).keySet();
    }
}
