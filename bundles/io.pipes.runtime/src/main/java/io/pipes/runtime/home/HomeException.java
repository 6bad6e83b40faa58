// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

/** Why this home cannot be used; the message is a sentence for the person who started the process, with the way out. */
public final class HomeException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What happened, by what one can do about it. */
    public enum Reason {
        /** Another process holds it: stop that one or take another home. */
        IN_USE,
        /** It cannot be made or written: fix permissions or take another home. */
        UNWRITABLE,
        /** There is no room left: free some. */
        FULL,
        /** A setting makes no sense: correct it. */
        SETTING
    }

    private final Reason reason;

    HomeException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
