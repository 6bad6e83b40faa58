// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway;

import io.pipes.base.id.IdentityId;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalNetworks;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The networks of a node that makes and joins none. */
public record SampleNetworks(List<LocalNetwork> list, boolean ready) implements LocalNetworks {
    @Override
    public CompletionStage<LocalNetwork> create(String name, IdentityId identity) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<LocalNetwork> join(String ticket, IdentityId identity) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> listenAddresses() {
        return List.of();
    }

    @Override
    public List<String> problems() {
        return List.of();
    }

    @Override
    public List<String> news() {
        return List.of("A store was brought up to date.");
    }
}
