// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import io.pipes.api.EmbeddedSettings;
import io.pipes.api.Pipes;
import io.pipes.testkit.api.PipesContractTest;
import io.pipes.testkit.api.PipesSite;
import java.nio.file.Path;

/** The node runs inside the program. */
class EmbeddedPipesTest extends PipesContractTest {
    @Override
    protected PipesSite open(Path home) {
        Pipes pipes = Pipes.embedded(EmbeddedSettings.at(home).listeningAt("tcp://127.0.0.1:0"));
        return new PipesSite() {
            @Override
            public Pipes pipes() {
                return pipes;
            }

            @Override
            public boolean isApart() {
                return false;
            }

            @Override
            public void cut() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void restart() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                pipes.close();
            }
        };
    }
}
