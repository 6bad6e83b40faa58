// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import java.util.Optional;

/**
 * Where a token may be used.
 *
 * @param network the id of the only network, or what its owner called it where the token was made by an earlier version; empty for all
 * @param pipeline the name of the only pipeline of that network; empty for all that is in it
 */
public record Reach(Optional<String> network, Optional<String> pipeline) {
    public static final Reach EVERYWHERE = new Reach(Optional.empty(), Optional.empty());

    public Reach {
        if (network.isEmpty() && pipeline.isPresent()) {
            throw new IllegalArgumentException("A pipeline is one of a network");
        }
    }

    public static Reach network(String network) {
        return new Reach(Optional.of(network), Optional.empty());
    }
}
