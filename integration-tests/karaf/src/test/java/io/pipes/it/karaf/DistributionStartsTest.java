// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DistributionStartsTest {
    private static Map<String, String> distributionBefore;
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        distributionBefore = Folders.fingerprint(Distribution.root());
        node = NodeProcess.start("shared", Java.current());
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    static List<Java> javas() {
        return Java.supported();
    }

    @ParameterizedTest
    @MethodSource("javas")
    void a_node_is_ready_and_ends_when_told(Java java) throws Exception {
        try (NodeProcess fresh = NodeProcess.start("starts-on-" + java.feature(), java)) {
            assertThat(fresh.status("/api/v1"))
                    .as("a plain request where WebSocket is spoken")
                    .isEqualTo(426);
            assertThat(fresh.log()).doesNotContain(" ERROR ");

            assertThat(fresh.stop()).isZero();
            assertThat(fresh.log()).doesNotContain(" ERROR ");
        }
    }

    @Test
    void every_bundle_of_the_pipes_feature_is_there() throws Exception {
        assertThat(BundleCache.of(node))
                .anySatisfy(location -> assertThat(location).contains("io.pipes.node"))
                .anySatisfy(location -> assertThat(location).contains("io.pipes.transport.tcp"))
                .anySatisfy(location -> assertThat(location).contains("io.pipes.storage.derby"))
                .anySatisfy(location -> assertThat(location).contains("io.pipes.gateway"))
                .noneSatisfy(location -> assertThat(location).contains("testkit"));
    }

    @Test
    void two_nodes_share_a_distribution_and_nothing_is_written_to_it() throws Exception {
        try (NodeProcess other = NodeProcess.warm("second", Java.current())) {
            other.start();
            assertThat(other.status("/health")).isEqualTo(200);
            assertThat(node.status("/health")).isEqualTo(200);
        }
        assertThat(Folders.fingerprint(Distribution.root()).entrySet()).isSubsetOf(distributionBefore.entrySet());
    }

    @Test
    void the_settings_in_the_home_are_read_and_never_written() throws Exception {
        FileTime prepared = Files.getLastModifiedTime(node.home().resolve("run/distribution"));
        try (Stream<Path> settings = Files.list(node.home().resolve("run/etc"))) {
            assertThat(settings)
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(Files.getLastModifiedTime(file)).isLessThanOrEqualTo(prepared));
        }
    }

    @Test
    void the_home_belongs_to_its_owner_alone() throws Exception {
        for (String folder : List.of("", "etc", "keys", "db", "blobs", "log", "run")) {
            assertThat(Folders.permissions(node.home().resolve(folder)))
                    .as(folder)
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void a_second_process_on_the_same_home_is_told_so_and_does_no_harm() throws Exception {
        Process second = node.launch();

        assertThat(NodeProcess.exit(second)).isEqualTo(1);
        assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("a node already runs in " + node.home())
                .contains("pipes stop");
        assertThat(node.status("/health")).isEqualTo(200);
    }

    @Test
    void a_killed_node_starts_again_in_its_home() throws Exception {
        node.kill();
        node.start();
        assertThat(node.status("/health")).isEqualTo(200);
    }
}
