// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

import io.pipes.cli.output.Output;
import io.pipes.cli.output.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the pipes program begins. */
public final class Main {
    private static final int BUFFER_BYTES = 8 << 10;

    private Main() {}

    public static void main(String... arguments) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        // What picocli prints by itself, such as help, goes the same way.
        System.setOut(out);
        System.setErr(err);
        int code = new Program(new Output(out, err, Terminal.current()), System.in).run(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Always UTF-8, and written when a line is complete, not for each piece of it. */
    private static PrintStream stream(FileDescriptor descriptor) {
        BufferedOutputStream buffer = new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES);
        return new PrintStream(buffer, false, StandardCharsets.UTF_8);
    }
}
