// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import java.util.function.Supplier;

/** Who takes part, in the order in which tables show them. */
public enum Contenders {
    PIPES("Pipes", PipesContender::new);

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
}
