// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.api.PipesException;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.storage.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says to callers of the API what failed below it. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static PipesException toCaller(Throwable failure) {
        Throwable cause = Hop.cause(failure);
        if (cause instanceof PipesException known) {
            return known;
        }
        if (cause instanceof KeystoreException keys) {
            return new PipesException(PipesException.Code.KEYSTORE, String.valueOf(keys.getMessage()), keys);
        }
        if (cause instanceof StoreException store) {
            return new PipesException(PipesException.Code.STORAGE, String.valueOf(store.getMessage()), store);
        }
        LOG.warn("A call failed for a reason that nobody foresaw", cause);
        return new PipesException(
                PipesException.Code.INTERNAL, "Something failed inside the node. The log says what.", cause);
    }
}
