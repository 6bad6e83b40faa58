// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import io.pipes.api.Pipes;
import io.pipes.testkit.api.PipesContractTest;
import io.pipes.testkit.api.PipesSite;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;

/** The program is a bundle, and the node runs in the same container. */
@Timeout(240)
class ContainerPipesTest extends PipesContractTest {
    @Override
    protected PipesSite open(Path home) throws Exception {
        Container container = Container.start(home, Container.SHARED);
        return new Inside(container, container.pipes());
    }

    private record Inside(Container container, Pipes pipes) implements PipesSite {
        @Override
        public boolean isApart() {
            return false;
        }

        @Override
        public void cut() {
            throw new UnsupportedOperationException();
        }

        /** The program would end with it: {@link ReplacedBundlesTest} says what it finds when it is back. */
        @Override
        public void restart() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() throws Exception {
            container.close();
        }
    }
}
