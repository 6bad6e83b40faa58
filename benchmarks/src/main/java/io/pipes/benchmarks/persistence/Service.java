// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import java.nio.file.Path;

/** Those whose processes run on Java. */
enum Service {
    PIPES {
        @Override
        Origin origin(Path home) throws Exception {
            return PipesOrigin.start(home);
        }

        @Override
        Copy copy(Path home) throws Exception {
            return PipesCopy.start(home);
        }
    },
    JETSTREAM {
        @Override
        Origin origin(Path home) throws Exception {
            return JetStreamOrigin.start(home);
        }

        @Override
        Copy copy(Path home) {
            return new JetStreamCopy();
        }
    };

    abstract Origin origin(Path home) throws Exception;

    abstract Copy copy(Path home) throws Exception;
}
