// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.output;

/**
 * What the program writes to and reads from.
 *
 * @param interactive whether a person sees standard output as it comes
 * @param columns how many characters fit in a line
 * @param errorsInteractive whether a person sees standard error as it comes
 * @param inputInteractive whether a person types standard input
 */
public record Terminal(boolean interactive, int columns, boolean errorsInteractive, boolean inputInteractive) {
    private static final int USUAL_COLUMNS = 80;

    /** As the start script found it. Java itself cannot tell on every version. */
    public static Terminal current() {
        int columns = Integer.getInteger("pipes.terminal.columns", USUAL_COLUMNS);
        return new Terminal(
                Boolean.getBoolean("pipes.terminal.out"),
                columns > 20 ? columns : USUAL_COLUMNS,
                Boolean.getBoolean("pipes.terminal.err"),
                Boolean.getBoolean("pipes.terminal.in"));
    }

    public static Terminal none() {
        return new Terminal(false, USUAL_COLUMNS, false, false);
    }
}
