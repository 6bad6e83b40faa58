// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.io.IOException;
import java.util.Map;

/** Starts nodes as people do, in a container, by the script of the distribution. */
final class WholeLauncher implements Launcher {
    @Override
    public Process start(Java java, Map<String, String> settings) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Distribution.root().resolve("bin/pipes-node").toString());
        builder.environment().keySet().removeIf(key -> key.startsWith("PIPES_") || key.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().put("JAVA_HOME", java.home().toString());
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true).start();
    }
}
