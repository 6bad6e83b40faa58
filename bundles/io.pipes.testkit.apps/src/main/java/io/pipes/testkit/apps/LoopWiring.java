// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.apps;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.client.wire.Wire;
import io.pipes.client.wire.Wiring;
import io.pipes.testkit.time.SimulatedLoop;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Brings what an application says to the node's loop. There the node answers at once; on the thread of a test it would wait for the loop, and
 * virtual time with it.
 */
record LoopWiring(Wiring wiring, SimulatedLoop loop) implements Wiring {
    @Override
    public CompletionStage<Wire> connect(Wire.Ear ear) {
        return wiring.connect(ear).thenApply(wire -> new LoopWire(wire, ProcessPipes.whileItRuns(loop)));
    }

    @Override
    public long unansweredBytes() {
        return wiring.unansweredBytes();
    }

    private record LoopWire(Wire wire, Executor loop) implements Wire {
        @Override
        public void send(JsonNode message) {
            loop.execute(() -> wire.send(message));
        }

        @Override
        public void close() {
            wire.close();
        }
    }
}
