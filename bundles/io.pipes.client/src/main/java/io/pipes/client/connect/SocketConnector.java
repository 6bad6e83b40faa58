// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.connect;

import io.pipes.api.Connector;
import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.base.Secret;
import io.pipes.client.call.Failures;
import io.pipes.client.handle.ClientPipes;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Component;

/** Connects over a WebSocket. Found by {@link java.util.ServiceLoader}, in a container as a service. */
@Component(service = Connector.class)
public final class SocketConnector implements Connector {
    private static final long PATIENCE_SECONDS = 10;

    @Override
    public Pipes connect(Endpoint endpoint) {
        SocketWiring wiring = new SocketWiring(destination(endpoint), Encoding.all());
        try (Secret token = token(endpoint)) {
            return connect(wiring, token, Workers.of(endpoint.callbacks()));
        }
    }

    static Pipes connect(SocketWiring wiring, Secret token, Workers workers) {
        ClientPipes pipes = ClientPipes.over(
                wiring, Optional.of(token), workers.callbacks(), workers.scheduler(), new SystemRandomness());
        ConnectedPipes connected = new ConnectedPipes(pipes, workers);
        try {
            pipes.connected().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return connected;
        } catch (ExecutionException failed) {
            connected.close();
            throw Failures.of(failed.getCause());
        } catch (TimeoutException late) {
            connected.close();
            throw new PipesException(
                    PipesException.Code.UNREACHABLE,
                    "The node did not answer within " + PATIENCE_SECONDS + " s. 'pipes logs' may say why.",
                    late);
        } catch (InterruptedException interrupted) {
            connected.close();
            Thread.currentThread().interrupt();
            throw new PipesException(PipesException.Code.CANCELLED, "Interrupted while connecting.", interrupted);
        }
    }

    private static SocketWiring.Destination destination(Endpoint endpoint) {
        return endpoint.uri().map(Destinations::of).orElseGet(() -> Destinations.of(home(endpoint)));
    }

    private static Secret token(Endpoint endpoint) {
        return endpoint.token().map(Secret::copy).orElseGet(() -> Destinations.token(home(endpoint)));
    }

    private static Path home(Endpoint endpoint) {
        return endpoint.home()
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.INVALID_ARGUMENT, "An endpoint needs a home, or an address and a token."));
    }
}
