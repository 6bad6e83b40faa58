// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.links;

import java.util.function.Supplier;

/** Who takes part, in the order in which tables show them. */
public enum Carriers {
    PIPES("Pipes, one link, BULK", PipesCarrier::new),
    RELAYED("Pipes, through a relay", RelayedCarrier::new),
    AES("AES-256-GCM + TCP loop", AesCarrier::new),
    TLS("Netty TLS 1.3 tcnative", () -> new NettyCarrier(true)),
    RAW("Netty without crypto", () -> new NettyCarrier(false));

    private final String title;
    private final Supplier<Carrier> make;

    Carriers(String title, Supplier<Carrier> make) {
        this.title = title;
        this.make = make;
    }

    String title() {
        return title;
    }

    Carrier make() {
        return make.get();
    }
}
