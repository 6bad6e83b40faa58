// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.api.identity.Identity;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.engine.Engine;
import io.pipes.engine.EngineParts;
import io.pipes.engine.EngineSettings;
import io.pipes.node.kernel.Timing;
import io.pipes.node.peering.PeeringTiming;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Settings;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.node.NodeExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * An engine in this process that calls others over TCP, listens nowhere, has no features but those it is given, and forgets everything
 * when it is closed unless it is told of a folder.
 */
final class LocalEngine implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final EngineParts parts;
    private final Engine engine;
    private final Optional<Path> forgotten;

    /** One that does what nodes do. */
    LocalEngine() throws Exception {
        this(new Pipes1Suite());
    }

    LocalEngine(CryptoSuite suite) throws Exception {
        this(suite, Settings.Peering.AUTO);
    }

    LocalEngine(CryptoSuite suite, Settings.Peering peering) throws Exception {
        this(suite, peering, List.of());
    }

    /** One that has these features. */
    LocalEngine(CryptoSuite suite, Settings.Peering peering, List<NodeExtension> features) throws Exception {
        this(suite, peering, features, Files.createTempDirectory("local-engine"), true);
    }

    /** One that finds in this folder what it had there before. */
    static LocalEngine in(Path home, List<NodeExtension> features) {
        return new LocalEngine(new Pipes1Suite(), Settings.Peering.MANUAL, features, home, false);
    }

    private LocalEngine(
            CryptoSuite suite, Settings.Peering peering, List<NodeExtension> features, Path home, boolean forgets) {
        parts = EngineParts.start(1);
        engine = Engine.start(
                EngineSettings.at(home)
                        .behavingAs(new Settings(List.of(), true, peering, false, Optional.empty(), false))
                        .sealedBy(suite)
                        .timedBy(impatient()),
                parts.having(features));
        forgotten = forgets ? Optional.of(home) : Optional.empty();
    }

    /** Calls again at once. */
    private static Timing impatient() {
        Timing usual = Timing.DEFAULT;
        PeeringTiming peering = new PeeringTiming(
                usual.peering().connect(),
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofHours(1),
                Duration.ofMillis(50));
        return new Timing(usual.links(), peering, usual.joining(), usual.listening(), usual.answer(), usual.boxes());
    }

    /** A new identity of this node joins. */
    LocalNetwork join(String name, String ticket) throws Exception {
        return done(networks().join(ticket, identity(name).identity()));
    }

    /** The network of this name that it founded before, or founds now. */
    LocalNetwork found(String name) throws Exception {
        Optional<LocalNetwork> there = networks().find(name);
        if (there.isPresent()) {
            return there.get();
        }
        return done(networks().create(name, identity("founder").identity()));
    }

    private Identity identity(String name) throws Exception {
        return done(engine.identities().create(name));
    }

    private LocalNetworks networks() {
        return engine.networks().orElseThrow();
    }

    static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        engine.close();
        parts.close();
        if (forgotten.isPresent()) {
            Folders.delete(forgotten.get());
        }
    }
}
