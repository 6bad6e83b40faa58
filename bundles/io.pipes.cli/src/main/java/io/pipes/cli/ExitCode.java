// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli;

/** What the program says to whoever started it when it ends. The numbers are a contract. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_RUNNING = 3;
    public static final int REFUSED = 4;

    /** Timed out, or not reachable now. */
    public static final int NOT_NOW = 5;

    private ExitCode() {}

    /** The exit code for a failure's code; failures of newer nodes that this program does not know count as failed. */
    public static int of(String failure) {
        return switch (failure) {
            case "usage", "invalid_argument" -> USAGE;
            case "not_running", "disconnected" -> NOT_RUNNING;
            case "refused",
                    "denied",
                    "unauthenticated",
                    "revoked",
                    "ticket_invalid",
                    "ticket_expired",
                    "ticket_spent" -> REFUSED;
            case "timed_out", "too_few_copies", "unreachable" -> NOT_NOW;
            default -> FAILED;
        };
    }
}
