// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import io.pipes.api.PipesException;
import io.pipes.spi.local.LocalNetwork;

/** Finds what a feature offers on a network. */
public final class Features {
    private Features() {}

    /** @param feature what to install when it is not there */
    public static <T> T need(LocalNetwork network, Class<T> facet, String feature) {
        return network.facet(facet).orElseThrow(() -> missing(feature));
    }

    public static PipesException missing(String feature) {
        return new PipesException(
                PipesException.Code.FEATURE_MISSING,
                "The feature '" + feature + "' is not installed or is being replaced. Install it in the node's Karaf: "
                        + "feature:install pipes-" + feature + ".");
    }
}
