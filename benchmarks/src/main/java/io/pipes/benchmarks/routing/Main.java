// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.routing;

import io.pipes.benchmarks.links.Carriers;
import io.pipes.benchmarks.messages.Load;
import io.pipes.benchmarks.process.BenchmarkFailure;
import io.pipes.benchmarks.process.Options;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;

/** {@code benchmarks/run routing}: bulk and messages through a relay, beside a direct link and a server in between. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try {
            Options options =
                    Options.parse(arguments, List.of("java", "rounds", "only", "warm", "length"), List.of("profile"));
            boolean complete = io.pipes.benchmarks.links.Main.run(
                    options.without("only"), EnumSet.of(Carriers.PIPES, Carriers.RELAYED));
            complete &= io.pipes.benchmarks.messages.Main.run(options.without("warm"), EnumSet.of(Load.RELAYED));
            System.exit(complete ? 0 : 1);
        } catch (BenchmarkFailure failure) {
            System.err.println("benchmarks: " + failure.getMessage());
            System.exit(1);
        }
    }
}
