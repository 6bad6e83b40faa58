// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.api.PipesException;
import io.pipes.api.PipesException.Code;
import io.pipes.runtime.home.HomeException;
import io.pipes.runtime.home.PipesHome;

/** Opens homes for callers who want to hear of trouble as the API says it. */
final class OwnedHome {
    private OwnedHome() {}

    /** @throws PipesException {@code BUSY} if another process has it, {@code STORAGE} if it cannot be used */
    static PipesHome open(EngineSettings settings) {
        try {
            return PipesHome.open(settings.home(), settings.behaviour());
        } catch (HomeException unusable) {
            throw new PipesException(code(unusable.reason()), String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static Code code(HomeException.Reason reason) {
        return switch (reason) {
            case IN_USE -> Code.BUSY;
            case UNWRITABLE, FULL -> Code.STORAGE;
            case SETTING -> Code.INVALID_ARGUMENT;
        };
    }
}
