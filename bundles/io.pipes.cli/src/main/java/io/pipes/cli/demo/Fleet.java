// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

import io.pipes.cli.output.Output;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The nodes and the folder that holds their homes; ends and removes all of it, however the program ends. */
final class Fleet implements AutoCloseable {
    private final Path folder;
    private final DemoNode north;
    private final DemoNode south;
    private final DemoNode east;
    private final Output out;
    private final Thread hook;
    private volatile @Nullable DemoNode west;
    private boolean kept;
    private boolean logsKept;
    private volatile boolean interrupted;

    Fleet(Output out) throws IOException {
        this.out = out;
        folder = Files.createTempDirectory("pipes-demo-");
        north = new DemoNode("north", folder, out);
        south = new DemoNode("south", folder, out);
        east = new DemoNode("east", folder, out);
        hook = new Thread(() -> {
            interrupted = true;
            out.silence();
            remove();
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    DemoNode north() {
        return north;
    }

    DemoNode south() {
        return south;
    }

    DemoNode east() {
        return east;
    }

    /** The first three. */
    List<DemoNode> all() {
        return List.of(north, south, east);
    }

    /** One more, which does not run yet. */
    DemoNode addWest() {
        DemoNode added = new DemoNode("west", folder, out);
        west = added;
        return added;
    }

    List<JsonObject> start() {
        List<CompletableFuture<JsonObject>> starting = all().stream()
                .map(node -> CompletableFuture.supplyAsync(node::start, task -> new Thread(task).start()))
                .toList();
        try {
            return starting.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    /** Leaves everything running. */
    void keep() {
        kept = true;
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** Leaves the nodes' logs, for whoever looks for the reason of a failure; says where. */
    Optional<Path> keepLogs() {
        if (interrupted) {
            // What fails now fails because somebody wanted the end.
            return Optional.empty();
        }
        logsKept = true;
        return Optional.of(folder);
    }

    @Override
    public void close() {
        if (!kept) {
            Runtime.getRuntime().removeShutdownHook(hook);
            remove();
        }
    }

    private void remove() {
        Stream.concat(all().stream(), Stream.ofNullable(west)).parallel().forEach(DemoNode::end);
        try (Stream<Path> files = Files.walk(folder)) {
            // A folder that holds a log is not empty, so it stays as well.
            files.sorted(Comparator.reverseOrder())
                    .filter(path -> !(logsKept && path.toString().endsWith(".log")))
                    .forEach(path -> path.toFile().delete());
        } catch (IOException alreadyGone) {
            // Somebody else has tidied up.
        }
    }
}
