// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.node.PackedNode;
import java.util.Optional;
import java.util.function.Supplier;

/** Who takes part, in the order in which tables show them. */
public enum Contenders {
    PIPES("Pipes", () -> new PipesContender(false)),
    RELAYED("Pipes, one relay", () -> new PipesContender(true)),
    JGROUPS("JGroups TCP SYM_ENCRYPT", JGroupsContender::new),
    NATS("NATS TLS, by server", () -> new NatsContender(true)),
    CBOR("API, CBOR, batches", () -> new ApiContender(SdkClient::open)),
    JSON("API, JSON, one by one", () -> new ApiContender(JsonClient::open)),
    NATS_PLAIN("NATS plain, by server", () -> new NatsContender(false)),
    TLS("Netty TLS 1.3 tcnative", () -> new NettyContender(true)),
    RAW("Netty without crypto", () -> new NettyContender(false));

    private final String title;
    private final Supplier<Contender> make;

    Contenders(String title, Supplier<Contender> make) {
        this.title = title;
        this.make = make;
    }

    public String title() {
        return title;
    }

    public Contender make() {
        return make.get();
    }

    /** Why it cannot take part here; empty when it can. */
    public Optional<String> missing() {
        return switch (this) {
            case NATS, NATS_PLAIN -> NatsServer.missing();
            case CBOR, JSON -> PackedNode.missing();
            default -> Optional.empty();
        };
    }
}
