// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The classes that a plain node needs, as they are in the memory of Java; to read and check them anew is most of what a start costs. Made
 * once, by a node that does a little of everything.
 */
final class ClassArchive {
    private static final Java JAVA = Java.current();
    private static final Path FILE = MadeOnce.get("plain-nodes.jsa", stamp(), ClassArchive::make);

    private ClassArchive() {}

    /** For a Java that is not the one of the tests, none: each has a format of its own. */
    static List<String> optionsFor(Java java) {
        // Where it does not fit, Java does without, and should not talk about it in a node's log.
        return java.equals(JAVA) ? List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:disable") : List.of();
    }

    private static void make(Path file) throws Exception {
        try (NodeProcess process = NodeProcess.archiving("class-archive", JAVA, file);
                RunningNode node = RunningNode.start(process)) {
            node.found("home", node.newIdentity("anna"));
            node.ticket("home");
            node.call("pipeline.create", "name", "notes", "kind", "persistent");
            node.call("pipeline.publish", "name", "notes", "text", "hello");
            node.call("status");
        }
    }

    private static String stamp() {
        return Runtime.version() + " "
                + PlainLauncher.classPath().map(MadeOnce::stamp).collect(Collectors.joining(" "));
    }
}
