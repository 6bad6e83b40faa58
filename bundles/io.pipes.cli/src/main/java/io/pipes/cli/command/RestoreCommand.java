// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.launch.StartOptions;
import io.pipes.cli.launch.Starter;
import io.pipes.cli.launch.Stopper;
import io.pipes.client.ClientException;
import io.pipes.client.home.Home;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes restore FILE} */
@Command(
        description = "Restore a backup into a home that does not exist yet or is empty.",
        footer = "Each of its nodes takes the place of the one in the backup, under a new id.")
public final class RestoreCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "What 'pipes backup' has written.")
    private Path file = Path.of("");

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "Has the passphrase of the backup.")
    private @Nullable Path passphraseFile;

    public RestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Path passphrase = BackupCommand.needed(passphraseFile);
        Home home = session.home();
        checkEmpty(home);
        if (!Files.isReadable(file)) {
            throw new ClientException("not_found", "There is no file " + file + " that can be read.", false);
        }
        JsonObject report = restore(home, passphrase);
        session.out().result(report, told(report));
        session.out().hint("Next: '" + home.command("start") + "'.");
    }

    private static void checkEmpty(Home home) {
        try {
            if (!list(home.path()).isEmpty()) {
                throw new ClientException(
                        "already_exists",
                        home + " holds something. Restore into a home that does not exist yet: --home DIR.",
                        false);
            }
        } catch (IOException unreadable) {
            throw new ClientException("storage", home + " cannot be looked into: " + unreadable + ".", false);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    /** A process of its own does it, which listens on this machine only and calls nobody. */
    private JsonObject restore(Home home, Path passphrase) {
        boolean restored = false;
        try {
            new Starter(home, session.out())
                    .start(new StartOptions("127.0.0.1:0", "tcp://127.0.0.1:0", "off", "manual"));
            JsonObject report = new BackupFile(session, file, passphrase).read();
            restored = true;
            return report;
        } finally {
            end(home, restored);
        }
    }

    private void end(Home home, boolean restored) {
        try {
            new Stopper(home, session.out()).stop();
        } catch (ClientException trouble) {
            if (!trouble.code().equals(ClientException.NOT_RUNNING)) {
                session.out().note(String.valueOf(trouble.getMessage()));
            }
        }
        try {
            if (restored) {
                // The next start is the first one of its owner's: nothing is as the last time.
                Files.deleteIfExists(home.runFile());
            } else {
                clear(home.path());
            }
        } catch (IOException stays) {
            session.out().note("What the attempt has left in " + home + " could not be deleted: " + stays);
        }
    }

    /** It was empty before. */
    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static String told(JsonObject report) {
        long refused = report.number("refused").orElse(0L);
        return "Restored " + report.number("identities").orElse(0L) + " identities and "
                + report.number("nodes").orElse(0L) + " nodes, which have new ids ("
                + report.number("entries").orElse(0L) + " entries, "
                + report.number("blobs").orElse(0L) + " long contents)"
                + (refused == 0 ? "." : "; " + refused + " nodes were members no more and are left out.");
    }
}
