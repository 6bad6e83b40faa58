// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import java.util.Locale;

/** What one client may say and have at a time, in whatever encoding; told to each when it has authenticated. */
public final class Limits {
    /** The longest message, in bytes: content of 1 MiB in base64 and what surrounds it. */
    public static final int MESSAGE_BYTES = 2 << 20;

    static final int DEPTH = 16;

    /**
     * Brackets, names and values of one message. A tree takes many times the room of its text: two mebibytes of empty lists would become
     * forty.
     */
    static final int TOKENS = 100_000;

    /** Characters of a name. */
    static final int NAME = 256;

    /** Characters of a number. */
    static final int NUMBER = 40;

    static final String EXCEEDED = String.format(
            Locale.ROOT,
            "The message goes beyond what the API reads: nesting %d, %,d names, values and brackets, names of %d and numbers of %d"
                    + " characters.",
            DEPTH,
            TOKENS,
            NAME,
            NUMBER);

    /** Calls in one message. */
    public static final int BATCH = 64;

    /**
     * What a client may have said that is not answered, in bytes, at least 1 KiB each. Who keeps to it with the calls that wait for their turn is
     * always heard, so that what takes no turn gets through.
     */
    public static final long UNANSWERED_BYTES = 3 << 20;

    /** Calls of one client that may run at a time; others wait for their turn. */
    public static final int CALLS = 256;

    /** What calls may keep that have given their turn away because they wait for somebody else, in bytes; half of what may be unanswered is left. */
    static final long ASIDE_BYTES = 1 << 20;

    /** What one of them keeps at least. */
    static final long LEAST_ASIDE_BYTES = 1 << 10;

    /** Subscriptions one client may hold at a time. */
    public static final int SUBSCRIPTIONS = 64;

    /** The most that a client may have granted a subscription and not received. */
    public static final int WINDOW = 4_096;

    /** Messages of one {@code pipeline.publish}. */
    public static final int PUBLISH = 1_024;

    private Limits() {}
}
