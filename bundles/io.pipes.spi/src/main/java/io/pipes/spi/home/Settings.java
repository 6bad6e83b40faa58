// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.home;

import io.pipes.spi.transport.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the process was told to behave at its start.
 *
 * @param listen where nodes accept connections; empty for a process that only calls others
 * @param listenExplicit false when the port is the default one, which moves on when it is taken
 * @param peering whether nodes look for peers themselves or keep to the addresses they are told
 * @param discovery whether nodes may announce themselves and search around them
 * @param passphraseFile holds the passphrase that unlocks the keystore, and is put before it if a key file does so far; empty for the
 *     key file
 * @param forgetPassphrase whether the passphrase unlocks for the last time, and a key file from then on
 */
public record Settings(
        List<Address> listen,
        boolean listenExplicit,
        Peering peering,
        boolean discovery,
        Optional<Path> passphraseFile,
        boolean forgetPassphrase) {
    /** How a node comes to its peers. */
    public enum Peering {
        AUTO,
        MANUAL
    }
}
