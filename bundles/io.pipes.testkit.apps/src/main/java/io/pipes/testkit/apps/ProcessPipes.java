// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.apps;

import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.client.handle.ClientPipes;
import io.pipes.gateway.Gateway;
import io.pipes.gateway.method.ProcessMethods;
import io.pipes.spi.crypto.Keystore;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.nodes.SimulatedNode;
import io.pipes.testkit.time.SimulatedLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The Pipes of one process of a simulated node.
 *
 * @param start which of the processes of its machine, see {@link SimulatedHost#starts}
 */
record ProcessPipes(int start, Pipes pipes) {
    static ProcessPipes of(SimulatedNode node) {
        SimulatedHost host = node.host();
        SimulatedLoop loop = host.loop();
        Pipes pipes = ClientPipes.over(
                new LoopWiring(gateway(node).local(), loop),
                Optional.empty(),
                whileItRuns(loop),
                loop,
                host.randomness().split("application"));
        return new ProcessPipes(host.starts(), pipes);
    }

    /** What a dead process would have done does not happen; nobody is told, as nobody is there. */
    static Executor whileItRuns(SimulatedLoop loop) {
        return task -> {
            if (!loop.stopped()) {
                loop.execute(task);
            }
        };
    }

    /** The folder has the owner's token, which nobody needs here, and goes at once. */
    private static Gateway gateway(SimulatedNode node) {
        try {
            Path folder = Files.createTempDirectory("simulated-home");
            try {
                return new Gateway(surroundings(node, folder));
            } finally {
                Files.deleteIfExists(folder.resolve("api-token"));
                Files.delete(folder);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Gateway.Surroundings surroundings(SimulatedNode node, Path folder) {
        SimulatedHost host = node.host();
        return new Gateway.Surroundings(
                new SimulatedHome(folder, host.disk()),
                host.loop(),
                host.loop().clock(),
                host.randomness().split("gateway"),
                () -> Optional.of(node.kernel()),
                () -> Optional.of(node.identities()),
                facts(host),
                Optional::empty,
                ProcessPipes::refuseToStop);
    }

    private static ProcessMethods.Facts facts(SimulatedHost host) {
        return new ProcessMethods.Facts(
                "simulated",
                host.name() + "/" + host.starts(),
                () -> "",
                Optional::<Keystore>empty,
                Optional::empty,
                Optional::empty,
                List::of);
    }

    private static void refuseToStop() {
        throw new PipesException(
                PipesException.Code.REFUSED, "A simulated node is stopped by its test: call kill() or crash() of it.");
    }
}
