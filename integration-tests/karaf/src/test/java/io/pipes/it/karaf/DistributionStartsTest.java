// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DistributionStartsTest {
    static List<Java> javas() {
        return Java.supported();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void a_node_answers_on_its_http_port_and_ends_when_told(Java java) throws Exception {
        try (NodeProcess node = NodeProcess.start("starts-on-" + java.feature(), java)) {
            assertThat(node.status("/")).isBetween(200, 499);
            assertThat(node.log()).doesNotContain(" ERROR ");

            assertThat(node.stop()).isZero();
            assertThat(node.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void every_bundle_of_the_pipes_feature_is_there() throws Exception {
        try (NodeProcess node = NodeProcess.start("has-its-bundles", Java.current())) {
            Path cache = node.home().resolve("run/data/cache");
            assertThat(cache).isDirectory();

            assertThat(locations(cache))
                    .anySatisfy(location -> assertThat(location).contains("io.pipes.node"))
                    .anySatisfy(location -> assertThat(location).contains("io.pipes.transport.tcp"))
                    .anySatisfy(location -> assertThat(location).contains("io.pipes.storage.derby"))
                    .anySatisfy(location -> assertThat(location).contains("io.pipes.gateway"))
                    .noneSatisfy(location -> assertThat(location).contains("testkit"));
        }
    }

    @Test
    void two_nodes_share_a_distribution_and_nothing_is_written_to_it() throws Exception {
        Map<String, String> before = Folders.fingerprint(Distribution.root());
        try (NodeProcess north = NodeProcess.start("shares-1", Java.current());
                NodeProcess south = NodeProcess.start("shares-2", Java.current())) {
            assertThat(north.status("/")).isNotZero();
            assertThat(south.status("/")).isNotZero();
        }
        assertThat(Folders.fingerprint(Distribution.root()).entrySet()).isSubsetOf(before.entrySet());
    }

    @Test
    void the_home_belongs_to_its_owner_alone() throws Exception {
        try (NodeProcess node = NodeProcess.start("private-home", Java.current())) {
            for (String folder : List.of("", "etc", "keys", "db", "blobs", "log", "run")) {
                assertThat(Folders.permissions(node.home().resolve(folder)))
                        .as(folder)
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void a_second_process_on_the_same_home_is_told_so_and_does_no_harm() throws Exception {
        try (NodeProcess node = NodeProcess.start("second-process", Java.current())) {
            Process second = node.launch();

            assertThat(NodeProcess.exit(second)).isEqualTo(1);
            assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("a node already runs in " + node.home())
                    .contains("pipes stop");
            assertThat(node.status("/")).isNotZero();
        }
    }

    @Test
    void a_killed_node_starts_again_in_its_home() throws Exception {
        try (NodeProcess node = NodeProcess.start("killed", Java.current())) {
            node.kill();
            node.start();
            assertThat(node.status("/")).isNotZero();
        }
    }

    private static List<String> locations(Path cache) throws Exception {
        try (Stream<Path> all = Files.walk(cache, 2)) {
            return all.filter(file -> file.endsWith("bundle.info"))
                    .map(DistributionStartsTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
