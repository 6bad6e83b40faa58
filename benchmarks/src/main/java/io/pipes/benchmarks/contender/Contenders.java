// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.node.PackedNode;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who takes part, in the order in which tables show them. */
public enum Contenders {
    PIPES("Pipes", () -> new PipesContender(false)),
    RELAYED("Pipes, one relay", () -> new PipesContender(true)),
    JGROUPS("JGroups TCP SYM_ENCRYPT", JGroupsContender::new),
    NATS("NATS TLS, by server", () -> new NatsContender(true)),
    CBOR("API, CBOR, batches", () -> new ApiContender(SdkClient::open)),
    JSON("API, JSON, one by one", () -> new ApiContender(JsonClient::open)),
    NATS_PLAIN("NATS plain, by server", () -> new NatsContender(false)),
    CBOR_JS("API, CBOR, Node.js", new Scripted("cbor", Between::node)),
    JSON_JS("API, JSON, Node.js", new Scripted("json", Between::node)),
    NATS_JS("NATS plain, Node.js", new Scripted("nats", Between::nats)),
    TLS("Netty TLS 1.3 tcnative", () -> new NettyContender(true)),
    RAW("Netty without crypto", () -> new NettyContender(false));

    private final String title;
    private final Supplier<Contender> make;
    private final @Nullable Scripted script;

    Contenders(String title, Supplier<Contender> make) {
        this.title = title;
        this.make = make;
        script = null;
    }

    Contenders(String title, Scripted script) {
        this.title = title;
        this.script = script;
        make = () -> {
            throw new IllegalStateException(title + " has no part in this process");
        };
    }

    public String title() {
        return title;
    }

    public Contender make() {
        return make.get();
    }

    /** Its ends, if they are programs of Node.js; then {@link #make} makes none. */
    public Optional<Scripted> script() {
        return Optional.ofNullable(script);
    }

    /** Why it cannot take part here; empty when it can. */
    public Optional<String> missing() {
        return switch (this) {
            case NATS, NATS_PLAIN -> NatsServer.missing();
            case CBOR, JSON -> PackedNode.missing();
            case CBOR_JS, JSON_JS -> PackedNode.missing().or(Scripted::missing);
            case NATS_JS -> NatsServer.missing().or(Scripted::missing);
            default -> Optional.empty();
        };
    }
}
