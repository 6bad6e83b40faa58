// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Child;
import io.pipes.benchmarks.process.NodeJs;
import java.nio.file.Path;
import java.util.Optional;

/** A contender of which both ends run on Node.js, in {@code src/main/nodejs}; the server between them is started for them. */
public final class Scripted {
    private static final NodeJs SCRIPT = new NodeJs("nodejs", "@nats-io/transport-node");

    private final String client;
    private final Between.Way between;

    /** @param client what the script calls it */
    Scripted(String client, Between.Way between) {
        this.client = client;
        this.between = between;
    }

    static Optional<String> missing() {
        return SCRIPT.missing();
    }

    /** @param scratch a folder of its own that is deleted afterwards */
    public Between between(Path scratch) throws Exception {
        return between.start(scratch);
    }

    /** Starts the end that sends, which says first where the server is. */
    public Child sending(String name, Path logs, int bytes, String address) throws BenchmarkFailure {
        return SCRIPT.start(name, logs, "send", client, bytes, address);
    }

    /** Starts the end that receives. */
    public Child receiving(String name, Path logs, int bytes, String address) throws BenchmarkFailure {
        return SCRIPT.start(name, logs, "receive", client, bytes, address);
    }
}
