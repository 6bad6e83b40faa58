// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.output.Output;
import io.pipes.cli.output.Terminal;
import io.pipes.client.NodeClient;
import io.pipes.client.fake.FakeNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** One run of the program and everything it said. */
record Run(int code, String out, String err) {
    static Run of(FakeNode node, String... arguments) {
        return withInput(node, "", arguments);
    }

    static Run withInput(FakeNode node, String input, String... arguments) {
        return at(Terminal.none(), node, input, arguments);
    }

    /** A person types the input and sees everything. */
    static Run typed(FakeNode node, String input, String... arguments) {
        return at(new Terminal(true, 80, true, true), node, input, arguments);
    }

    private static Run at(Terminal terminal, FakeNode node, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Program program = new Program(
                new Output(stream(out), stream(err), terminal),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                home -> NodeClient.connect(node.address(), FakeNode.TOKEN, Duration.ofSeconds(20)));
        int code = program.run(arguments);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return out.lines().toList();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
