// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A bundle of the package {@code inside}: packed here, asked over loopback once a container has started it. */
final class InsideBundle {
    private static final int PATIENCE_MILLIS = 120_000;

    private InsideBundle() {}

    /** @param imports what its manifest imports, comma-separated */
    static void pack(Class<?> activator, String imports, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        activator.getName(),
                        "Bundle-Version",
                        "1.0.0",
                        "Bundle-Activator",
                        activator.getName(),
                        "Import-Package",
                        imports)
                .forEach(headers::putValue);
        // File Install must not see half a jar.
        Path draft = Files.createTempFile(jar.getParent(), "draft", ".tmp");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(draft), manifest)) {
            for (String file : classes(activator)) {
                out.putNextEntry(new JarEntry(file));
                try (InputStream in = activator.getResourceAsStream("/" + file)) {
                    in.transferTo(out);
                }
            }
        }
        Files.move(draft, jar);
    }

    /** Everything in the package: each of its bundles may use what the others use. */
    private static List<String> classes(Class<?> activator) throws IOException {
        Path root = Path.of("target/test-classes");
        try (Stream<Path> files =
                Files.list(root.resolve(activator.getPackageName().replace('.', '/')))) {
            return files.filter(file -> !file.endsWith("package-info.class"))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    /** Sends one line and returns the answer. */
    static String ask(Path port, String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(Files.readString(port)))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
