// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.cli.home.RunInfo;
import io.pipes.client.ClientException;
import io.pipes.client.home.Home;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node to start finds the passphrase of its keys: in the file that was named, else in the credential that the system's service
 * manager hands over, else in the file of the last time. Only paths are passed on; the passphrase itself is read by the node.
 *
 * @param file nothing when a key file unlocks
 * @param remembered what the next start takes when it is told nothing; a credential is handed over anew each time
 * @param forget whether a key file unlocks from now on
 */
record Unlocking(Optional<Path> file, String remembered, boolean forget) {
    /** The name of the credential. */
    static final String CREDENTIAL = "pipes-passphrase";

    private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

    static Unlocking of(StartOptions options, Optional<RunInfo> last, Map<String, String> environment) {
        Optional<Path> said = Optional.ofNullable(options.passphraseFile()).map(Path::toAbsolutePath);
        Optional<Path> credential = said.isPresent() ? Optional.empty() : credential(environment);
        Optional<Path> file = said.or(() -> credential).or(() -> asLastTime(last));
        if (options.forgetPassphrase() && file.isEmpty()) {
            throw new ClientException(
                    "usage",
                    "--forget-passphrase needs the passphrase one last time. Add --passphrase-file FILE.",
                    false);
        }
        boolean remember = credential.isEmpty() && !options.forgetPassphrase();
        return new Unlocking(file, remember ? file.map(Path::toString).orElse("") : "", options.forgetPassphrase());
    }

    /** What this start changes for good, so that nobody is surprised. */
    Optional<String> change(Home home) {
        boolean keyFile = Files.exists(home.keyFile());
        return file.filter(passphrase -> keyFile != forget)
                .map(passphrase -> forget
                        ? "The keys in " + home + " are unlocked by a key file from now on, without a passphrase."
                        : "The keys in " + home + " are unlocked by the passphrase in " + passphrase
                                + " from now on. Keep it somewhere else too: without it nobody can open them.");
    }

    private static Optional<Path> credential(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(CREDENTIALS))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, CREDENTIAL))
                .filter(Files::exists);
    }

    private static Optional<Path> asLastTime(Optional<RunInfo> last) {
        try {
            return last.map(RunInfo::passphraseFile)
                    .filter(path -> !path.isEmpty())
                    .map(Path::of);
        } catch (InvalidPathException damaged) {
            return Optional.empty();
        }
    }
}
