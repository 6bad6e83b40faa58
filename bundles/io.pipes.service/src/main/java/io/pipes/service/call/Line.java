// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.call;

/** The way to one node, as calls and answers need it. */
interface Line {
    /** No incarnation: the other side has not said who it is. */
    long UNKNOWN = 0;

    /** Whether something can be said now. */
    boolean isOpen();

    /** What the other side has said about who it is, {@link #UNKNOWN} while it has not. */
    long incarnation();

    /** Says something of one's own accord, as soon as the other side takes it; nothing unless the line is open. */
    void say(CallMessage message);

    /** The same because of what the other side has said: while much of that is not read, nothing more is read of it. */
    void answer(CallMessage message);

    /** Takes back what was said and has not left; false if it has, or was never said. */
    boolean takeBack(CallMessage message);
}
