// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import io.pipes.api.Endpoint;
import io.pipes.api.Pipes;
import io.pipes.base.Secret;
import io.pipes.embedded.served.ServedNode;
import io.pipes.testkit.api.PipesContractTest;
import io.pipes.testkit.api.PipesSite;
import java.net.URI;
import java.nio.file.Path;

/** The program connects to a node process over a WebSocket, in CBOR. */
class ConnectedPipesTest extends PipesContractTest {
    @Override
    protected PipesSite open(Path home) throws Exception {
        ServedNode node = ServedNode.start(home);
        try (Secret token = node.ownerToken()) {
            Pipes pipes = Pipes.connect(Endpoint.of(URI.create("ws://" + node.console() + "/api/v1"), token));
            return new Connected(node, pipes);
        }
    }

    private record Connected(ServedNode node, Pipes pipes) implements PipesSite {
        @Override
        public boolean isApart() {
            return true;
        }

        @Override
        public void cut() {
            node.cut();
        }

        @Override
        public void restart() throws Exception {
            node.restart();
        }

        @Override
        public void close() throws Exception {
            pipes.close();
            node.close();
        }
    }
}
