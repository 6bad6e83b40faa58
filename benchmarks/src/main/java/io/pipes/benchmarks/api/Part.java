// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.api;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Options;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be measured by itself, by {@code --parts}. */
enum Part {
    /** Publish and subscribe, beside NATS. */
    STREAMS,
    /** One call after the other, and what clients cost a node. */
    CLIENTS,
    /** A node in an application. */
    EMBEDDED;

    static Set<Part> of(Options options) throws BenchmarkFailure {
        Set<Part> wanted = EnumSet.noneOf(Part.class);
        for (String name :
                options.text("parts").orElse("streams,clients,embedded").split(",")) {
            try {
                wanted.add(valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new BenchmarkFailure("--parts takes some of streams,clients,embedded", unknown);
            }
        }
        return wanted;
    }
}
