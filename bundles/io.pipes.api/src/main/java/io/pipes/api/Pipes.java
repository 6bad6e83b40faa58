// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import io.pipes.api.identity.Identities;
import io.pipes.api.network.Network;
import io.pipes.api.network.Networks;
import io.pipes.api.provider.Providers;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A running Pipes: where everything begins. There are three ways to get one, and from then on they are the same:
 *
 * <ul>
 *   <li>{@link #connect()}: to a node process on this machine, which somebody started with {@code pipes start};
 *   <li>{@link #embedded(Path)}: the node runs inside this application;
 *   <li>as a service, inside an OSGi container in which the feature {@code pipes} is installed.
 * </ul>
 *
 * <p><b>Handles.</b> What is got from here ({@link Network}, pipelines, nodes) are handles: they cost nothing, hold nothing and stay good while
 * features are replaced, the connection is lost and comes back, or the node is restarted.
 *
 * <p><b>In a container</b> the service belongs to the bundle of the node's gateway. It goes on while other bundles are replaced. When that one is, or
 * what it is made of, the service goes and another one comes, which a static reference of Declarative Services hands over by itself. What a bundle
 * has of the old one works until the bundle has let go of it; then calls fail and subscriptions end with {@code UNREACHABLE}. What was acknowledged
 * is kept, and what failed so may have been done: look before doing it again. A subscription to what is kept goes on behind the last message that
 * was heard ({@link io.pipes.api.pipeline.From.After}), without a gap or a repetition.
 *
 * <p><b>Threads.</b> Everything may be used from any thread and returns at once, unless it says otherwise. Stages complete, and subscribers
 * hear, on threads of the executor that was given, by default a pool of this object's own; they may block. One subscriber hears one thing
 * after the other.
 *
 * <p><b>Failure.</b> Trouble in the world is never thrown: stages and subscriptions fail with a {@link PipesException}, whose code says what to do
 * next. Only a caller's mistake is thrown.
 */
@ProviderType
public interface Pipes extends AutoCloseable {
    /**
     * Connects to the node process of this user: the one whose home is named by the environment variable {@code PIPES_HOME}, else the one in
     * {@code ~/.pipes}. Blocks for at most ten seconds.
     *
     * @throws PipesException {@code UNREACHABLE} when none runs, {@code UNAUTHENTICATED} when its token cannot be read or is refused
     */
    static Pipes connect() {
        return connect(Endpoint.ofThisUser());
    }

    /** As {@link #connect()}, to another one. */
    static Pipes connect(Endpoint endpoint) {
        return Providers.find(Connector.class, "io.pipes.client").connect(endpoint);
    }

    /**
     * Runs the node inside this application. Blocks until what is kept there has been loaded. Nothing else may use the home meanwhile.
     *
     * @param home a directory of its own, made if it is missing; it holds the node's keys
     * @throws PipesException {@code STORAGE} or {@code KEYSTORE} when the home cannot be used, {@code BUSY} when another process uses it
     */
    static Pipes embedded(Path home) {
        return embedded(EmbeddedSettings.at(home));
    }

    /** As {@link #embedded(Path)}, with settings: by default the node calls others and listens nowhere. */
    static Pipes embedded(EmbeddedSettings settings) {
        return Providers.find(Embedder.class, "io.pipes.embedded").start(settings);
    }

    Identities identities();

    Networks networks();

    /** What the process keeps, for its owner. */
    Home home();

    /** How the process is that the nodes live in. */
    CompletionStage<ProcessStatus> status();

    /**
     * Lets go of everything: subscriptions end, calls that wait fail with {@code UNREACHABLE}. An embedded node stops, and this blocks until what
     * was acknowledged is safe; a node process goes on without this application. The service of a container is closed by the container only.
     */
    @Override
    void close();
}
