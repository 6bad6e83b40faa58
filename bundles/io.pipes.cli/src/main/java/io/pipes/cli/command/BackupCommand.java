// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipes backup FILE} */
@Command(
        description = "Write all of this node's home into a file while it runs: identities, keys, what its nodes know.",
        footer = "Whoever has the file and the passphrase has all of it. Keep them apart.")
public final class BackupCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The file to make.")
    private Path file = Path.of("");

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "Has the passphrase that seals the backup.")
    private @Nullable Path passphraseFile;

    public BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        long bytes = new BackupFile(session, file, needed(passphraseFile)).write();
        session.out()
                .result(
                        JsonObject.empty().with("file", file.toString()).with("bytes", bytes),
                        "Backed up into " + file + " (" + bytes + " bytes).");
        session.out().hint("Without its passphrase nobody can restore it. Keep that somewhere else.");
    }

    /** There is no backup that nothing protects: it holds every key. */
    static Path needed(@Nullable Path passphraseFile) {
        if (passphraseFile == null) {
            throw new ClientException(
                    "usage",
                    "A backup holds all keys of the node, so it is sealed under a passphrase. Add --passphrase-file FILE.",
                    false);
        }
        return passphraseFile;
    }
}
