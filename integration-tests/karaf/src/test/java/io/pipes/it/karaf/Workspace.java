// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import java.nio.file.Path;

/** Where tests write: a folder below {@code target} for this process of tests alone, because another one may run beside it, and one for all. */
final class Workspace {
    private static final String FORK = System.getProperty("pipes.test.fork", "fork-1");

    private static final Path ROOT = Path.of("target", FORK).toAbsolutePath();

    private Workspace() {}

    /** The number of this process, counted from 1. */
    static int fork() {
        return Integer.parseInt(FORK.substring(FORK.indexOf('-') + 1));
    }

    /** The homes of nodes. */
    static Path nodes() {
        return ROOT.resolve("nodes");
    }

    /** What all processes of tests have in common. */
    static Path shared() {
        return Path.of("target/shared").toAbsolutePath();
    }

    static Path folder(String name) {
        return ROOT.resolve(name);
    }
}
