// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import io.pipes.base.Clock;
import io.pipes.base.Randomness;
import io.pipes.base.Scheduler;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.http.Doorkeeper;
import io.pipes.gateway.http.Origins;
import io.pipes.gateway.http.Places;
import io.pipes.gateway.http.Servlets;
import io.pipes.gateway.local.LocalWiring;
import io.pipes.gateway.method.AllMethods;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.gateway.method.Resolver;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.gateway.rpc.MeteredMethods;
import io.pipes.gateway.rpc.Retries;
import io.pipes.gateway.rpc.Welcome;
import io.pipes.gateway.token.OwnerTokenFile;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.home.Home;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.spi.metrics.Metrics;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** The gateway put together, with or without OSGi, over the API's services, which may come and go. */
public final class Gateway {
    private final Surroundings around;
    private final Tokens tokens;
    private final ProcessMethods process;
    private final Dispatcher dispatcher;
    private final LocalWiring local;

    /** What the gateway needs from its surroundings. */
    public record Surroundings(
            Home home,
            Scheduler scheduler,
            Clock clock,
            Randomness randomness,
            Supplier<Optional<LocalNetworks>> networks,
            Supplier<Optional<OwnIdentities>> identities,
            ProcessMethods.Facts facts,
            Supplier<Optional<Metrics>> metrics,
            Runnable stop) {}

    public Gateway(Surroundings around) throws IOException {
        this.around = around;
        tokens = new Tokens(
                around.home().disk("etc"),
                new OwnerTokenFile(around.home().directory()),
                around.clock(),
                around.randomness());
        Resolver resolver = new Resolver(
                () -> around.networks().get().orElseThrow(() -> Features.missing("node")),
                () -> around.identities().get().orElseThrow(() -> Features.missing("identity")));
        process = new ProcessMethods(around.networks(), around.facts(), around.stop());
        dispatcher = new Dispatcher(
                new MeteredMethods(around.clock(), around.metrics())
                        .of(AllMethods.of(resolver, process, tokens, around.scheduler())),
                tokens,
                new Welcome(around.facts().version(), around.facts().process()),
                new Retries(around.scheduler(), around.clock()),
                around.scheduler());
        local = new LocalWiring(dispatcher);
    }

    /**
     * New ways in for programs of other processes. Whoever asks for them ends them.
     *
     * @param origins of pages from elsewhere that may come in
     * @param places for clients
     */
    public Servlets servlets(Origins origins, Places places) {
        Doorkeeper doorkeeper = new Doorkeeper(around.facts().console(), origins);
        return new Servlets(
                dispatcher, around.scheduler(), doorkeeper, places, process::ready, tokens, around.metrics());
    }

    /** The way in for programs of this process. */
    public LocalWiring local() {
        return local;
    }

    /** Ends the connections of programs of this process. */
    public void stop() {
        local.stop();
    }
}
