// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.ExitCode;
import io.pipes.cli.Session;
import io.pipes.cli.demo.Demo;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pipes demo} */
@Command(description = "Start three nodes on this machine and prove what Pipes does.")
public final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--keep", description = "Leave the nodes running and say how to talk to them.")
    private boolean keep;

    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        new Demo(session.out(), keep).run();
        return ExitCode.DONE;
    }
}
