// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import java.nio.file.Path;
import java.util.List;

/** The two processes of a keeper: {@link WritingSide} and {@link ObtainingSide}, or what talks like them. */
interface Sides {
    Child writing(Round round, Path home) throws BenchmarkFailure;

    Child obtaining(Round round, Path home) throws BenchmarkFailure;

    /** @param flags for both JVMs */
    static Sides of(Service service, String... flags) {
        return new Sides() {
            @Override
            public Child writing(Round round, Path home) throws BenchmarkFailure {
                return start(round, WritingSide.class, home);
            }

            @Override
            public Child obtaining(Round round, Path home) throws BenchmarkFailure {
                return start(round, ObtainingSide.class, home);
            }

            private Child start(Round round, Class<?> side, Path home) throws BenchmarkFailure {
                String name = round.named(service.name().toLowerCase() + "-" + home.getFileName());
                return Child.start(round.jvm(), name, round.logs(), List.of(flags), side, service, home);
            }
        };
    }
}
