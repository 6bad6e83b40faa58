// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import io.pipes.api.EmbeddedSettings;
import io.pipes.api.Embedder;
import io.pipes.api.Pipes;
import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.engine.Engine;
import io.pipes.engine.EngineSettings;
import io.pipes.spi.transport.Address;
import java.util.ArrayList;
import java.util.List;

/** Starts an engine for an application, which comes to it through a gateway like everybody else. */
public final class EngineEmbedder implements Embedder {
    @Override
    public Pipes start(EmbeddedSettings settings) {
        List<Address> listen = addresses(settings.listen());
        Engine engine = Engine.start(EngineSettings.at(settings.home()).listeningAt(listen));
        try {
            return EmbeddedPipes.of(engine, settings.callbacks());
        } catch (Throwable failed) {
            // An error, too, would leave the home locked and threads behind.
            engine.close();
            throw failed;
        }
    }

    private static List<Address> addresses(List<String> texts) {
        List<Address> addresses = new ArrayList<>();
        for (String text : texts) {
            try {
                addresses.add(Address.parse(text));
            } catch (IllegalArgumentException wrong) {
                throw new PipesException(
                        Code.INVALID_ARGUMENT,
                        "A node cannot listen there. Take addresses like tcp://0.0.0.0:7171, or none.",
                        wrong);
            }
        }
        return addresses;
    }
}
