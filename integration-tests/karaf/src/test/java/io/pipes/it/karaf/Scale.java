// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

/** How much a test does: little in a run for a change, much in a nightly one. */
final class Scale {
    private Scale() {}

    static int of(int change, int nightly) {
        return System.getProperty("pipes.test.scale", "pr").equals("nightly") ? nightly : change;
    }
}
