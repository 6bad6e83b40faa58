// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.it.karaf.inside.Updater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Replaces bundles of a running node by the same bundle under a higher version, through the {@link Updater}. */
final class BundleReplacement {
    private static final String VERSION = "Bundle-Version";

    private final NodeProcess node;
    private int updates;

    private BundleReplacement(NodeProcess node) {
        this.node = node;
    }

    /** Puts the updater into a home before its first start: File Install, which Karaf uses for settings, also installs it. */
    static BundleReplacement prepare(NodeProcess node) throws IOException {
        Path folder = Files.createDirectories(node.home().resolve("updater"));
        Path settings = Files.createDirectories(node.home().resolve("etc"));
        Files.writeString(
                settings.resolve("org.apache.felix.fileinstall-updater.cfg"),
                "felix.fileinstall.dir = " + folder + "\nfelix.fileinstall.filter = .*\\\\.jar\n"
                        + "felix.fileinstall.tmpdir = " + node.home().resolve("run/updater.tmpdir") + "\n");
        InsideBundle.pack(Updater.class, "org.osgi.framework,org.osgi.framework.wiring", folder.resolve("updater.jar"));
        return new BundleReplacement(node);
    }

    /** Replaces the bundle and returns when the framework has settled. */
    void replace(String bundle) throws Exception {
        String version = "0.1.0.UPDATE" + ++updates;
        Path jar = withVersion(shipped(bundle), version);
        assertThat(ask(bundle + " " + jar)).isEqualTo(version);
    }

    private String ask(String line) throws Exception {
        Path port = node.home().resolve("run/updater.port");
        node.await("the updater runs", () -> Files.exists(port));
        return InsideBundle.ask(port, line);
    }

    private static Path shipped(String bundle) throws IOException {
        try (Stream<Path> files = Files.walk(Distribution.root().resolve("system/io/pipes/" + bundle))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path withVersion(Path jar, String version) throws IOException {
        Path copy = node.home().resolve(version + "-" + jar.getFileName());
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            Manifest manifest = new Manifest(in.getManifest());
            manifest.getMainAttributes().putValue(VERSION, version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return copy;
    }
}
