// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.kernel.Timing;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Settings;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.transport.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How an engine runs.
 *
 * @param home a directory of its own, made if it is missing
 * @param behaviour where it listens, whether it looks for peers, what unlocks its keys
 * @param suite for tests that misbehave; otherwise the one that there is
 * @param stores opens the stores
 * @param timing for tests that do not want to wait
 */
public record EngineSettings(
        Path home,
        Settings behaviour,
        CryptoSuite suite,
        Function<Foundation, ? extends EngineStores> stores,
        Timing timing) {
    private static final Settings CALLS_OTHERS =
            new Settings(List.of(), true, Peering.AUTO, false, Optional.empty(), false);

    /** As a container's nodes in that home, but that it listens nowhere. */
    public static EngineSettings at(Path home) {
        return new EngineSettings(home, CALLS_OTHERS, new Pipes1Suite(), HomeStores::new, Timing.DEFAULT);
    }

    /** The same, and others can call it at these addresses and no others; port 0 is one that the system chooses. */
    public EngineSettings listeningAt(List<Address> addresses) {
        return behavingAs(new Settings(
                List.copyOf(addresses),
                true,
                behaviour.peering(),
                behaviour.discovery(),
                behaviour.passphraseFile(),
                behaviour.forgetPassphrase()));
    }

    public EngineSettings behavingAs(Settings others) {
        return new EngineSettings(home, others, suite, stores, timing);
    }

    public EngineSettings sealedBy(CryptoSuite other) {
        return new EngineSettings(home, behaviour, other, stores, timing);
    }

    public EngineSettings keptIn(Function<Foundation, ? extends EngineStores> others) {
        return new EngineSettings(home, behaviour, suite, others, timing);
    }

    public EngineSettings timedBy(Timing other) {
        return new EngineSettings(home, behaviour, suite, stores, other);
    }
}
