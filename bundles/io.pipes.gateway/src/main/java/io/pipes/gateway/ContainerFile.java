// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code run/container.json}: which process, not started by {@code pipes}, carries the node of this home, and where its API
 * listens. With the time the process began, because ids of processes are used again.
 */
final class ContainerFile {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerFile.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Path path;

    ContainerFile(Path home) {
        path = home.resolve("run/container.json");
    }

    void write(String console) {
        ProcessHandle self = ProcessHandle.current();
        ObjectNode content = JSON.createObjectNode()
                .put("pid", self.pid())
                .put(
                        "started",
                        self.info().startInstant().map(Instant::toString).orElse(""))
                .put("console", console);
        Path draft = path.resolveSibling("container.json.new");
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(draft, content + "\n");
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            LOG.warn(
                    "The command line will not find this node, because {} cannot be written: {}",
                    path,
                    failed.toString());
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failed) {
            LOG.warn("{} cannot be removed; it is of no use any more", path, failed);
        }
    }
}
