// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HardenedDistributionTest {
    private static NodeProcess node;

    @BeforeAll
    static void start() throws Exception {
        node = NodeProcess.warm("hardened", Java.current());
        node.start();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void nothing_of_karafs_remote_access_is_shipped() throws Exception {
        try (Stream<Path> files = Files.walk(Distribution.root())) {
            assertThat(files.map(Path::toString))
                    .noneMatch(name -> name.contains("sshd"))
                    .noneMatch(name -> name.contains("karaf.management"))
                    .noneMatch(name -> name.contains("karaf.shell"))
                    .noneMatch(name -> name.endsWith("users.properties"))
                    .noneMatch(name -> name.contains("fileinstall-deploy"))
                    .noneMatch(name -> name.endsWith("bin/karaf") || name.endsWith("bin/client"))
                    .anyMatch(name -> name.contains("io.pipes.http"));
        }
    }

    @Test
    void bundles_come_from_the_distribution_only() throws Exception {
        String maven = Files.readString(Distribution.root().resolve("etc/org.ops4j.pax.url.mvn.cfg"));
        assertThat(maven).contains("org.ops4j.pax.url.mvn.repositories =\n").doesNotContain("http");
    }

    @Test
    void a_jar_dropped_into_a_deploy_folder_is_ignored() throws Exception {
        Path deploy = Files.createDirectories(node.home().resolve("run/deploy"));
        Files.copy(anyBundle(), deploy.resolve("dropped.jar"));

        node.stop();
        node.start();

        assertThat(BundleCache.of(node))
                .anyMatch(bundle -> bundle.contains("io.pipes.http"))
                .noneMatch(bundle -> bundle.contains("dropped"));
    }

    @Test
    void the_console_port_is_closed_to_other_machines() throws Exception {
        assertThat(Ports.accepts("127.0.0.1", node.console())).isTrue();

        assertThat(Ports.addressesForOthers())
                .allSatisfy(address ->
                        assertThat(Ports.accepts(address, node.console())).isFalse());
    }

    @Test
    void a_node_listens_on_nothing_but_its_two_ports() throws Exception {
        assertThat(ListeningSockets.of(node.handle().pid()))
                .contains(node.console())
                .allSatisfy(port -> assertThat(port).isIn(node.console(), node.listen()));
    }

    private static Path anyBundle() throws Exception {
        try (Stream<Path> files = Files.walk(Distribution.root().resolve("system"))) {
            return files.filter(file -> file.toString().contains("io.pipes.http")
                            && file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
