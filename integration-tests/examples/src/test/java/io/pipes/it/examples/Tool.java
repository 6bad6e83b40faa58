// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** What the examples need that a machine may not have. */
enum Tool {
    JQ("jq --version", "jq is not on this machine: install jq."),
    WEBSOCKETS(
            "PATH=\"/usr/bin:$PATH\" python3 -c 'import websockets'",
            "Python's websockets is not on this machine: install python3-websockets."),
    NODE20(
            "node -e 'process.exit(Number.parseInt(process.versions.node) < 20 ? 1 : 0)' && npm --version",
            "Node.js 20 is not on this machine: install nodejs and npm.");

    /** Begins a line that is for the Python which the system's packages are for; another one may come first. */
    static final String SYSTEMS_PYTHON = "PATH=\"/usr/bin:$PATH\" ";

    private final String check;
    private final String missing;

    Tool(String check, String missing) {
        this.check = check;
        this.missing = missing;
    }

    /** Skips the test without it; in continuous integration, fails. */
    void need() throws IOException, InterruptedException {
        if (isHere()) {
            return;
        }
        if (Boolean.parseBoolean(System.getenv("CI")) && System.getenv("PIPES_WITHOUT_" + name()) == null) {
            throw new IllegalStateException(missing);
        }
        System.out.println("SKIPPED: " + missing);
        Assumptions.abort(missing);
    }

    private boolean isHere() throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", check)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        shell.environment().put("PATH", RunningNode.path());
        return shell.start().waitFor() == 0;
    }
}
