// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What was said about a node to start; null where nothing was said.
 *
 * @param console host and port for the API
 * @param listen address for other nodes
 * @param discovery on or off
 * @param peering auto or manual
 * @param passphraseFile holds the passphrase of the keys
 * @param forgetPassphrase whether a key file shall unlock the keys from now on
 */
public record StartOptions(
        @Nullable String console,
        @Nullable String listen,
        @Nullable String discovery,
        @Nullable String peering,
        @Nullable Path passphraseFile,
        boolean forgetPassphrase) {
    /** As {@link StartOptions}, with nothing said about a passphrase. */
    public StartOptions(
            @Nullable String console, @Nullable String listen, @Nullable String discovery, @Nullable String peering) {
        this(console, listen, discovery, peering, null, false);
    }
}
