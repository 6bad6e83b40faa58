// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.engine.Engine;
import io.pipes.gateway.Gateway;
import io.pipes.gateway.method.ProcessMethods;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Puts a gateway in front of an engine: one that only the application reaches. */
final class EmbeddedGateway {
    private EmbeddedGateway() {}

    /** @throws PipesException {@code STORAGE} when what it keeps in the home cannot be read */
    static Gateway of(Engine engine) {
        try {
            return new Gateway(new Gateway.Surroundings(
                    engine.home(),
                    engine.loops().next(),
                    engine.clock(),
                    engine.randomness(),
                    engine::networks,
                    () -> Optional.of(engine.identities()),
                    facts(engine),
                    Optional::empty,
                    EmbeddedGateway::refuseToStop));
        } catch (IOException unreadable) {
            throw new PipesException(
                    Code.STORAGE, "The tokens in this home cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static ProcessMethods.Facts facts(Engine engine) {
        return new ProcessMethods.Facts(
                OwnVersion.text(),
                Long.toHexString(engine.randomness().nextLong()),
                () -> "",
                () -> Optional.of(engine.keystore()),
                () -> Optional.of(engine.stores()),
                engine::backups,
                List::of);
    }

    private static void refuseToStop() {
        throw new PipesException(
                Code.REFUSED, "This node runs inside an application and stops with it. Stop the application.");
    }
}
