// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

/**
 * Which messages a letter has, as its sender counts them: so many from a number on in a session of its.
 *
 * @param time when the first of them was handed in, in milliseconds by the sender's clock
 */
public record Span(long session, long first, int count, long time) {
    /** The letter of somebody else. */
    static final Span UNKNOWN = new Span(0, 0, 0, 0);

    public boolean has(long ofSession, long number) {
        return session == ofSession && number >= first && number - first < count;
    }
}
