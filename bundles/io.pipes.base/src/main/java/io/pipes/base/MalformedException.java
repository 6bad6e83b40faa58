// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

/**
 * Bytes from outside are not what they should be. Whoever catches it drops the input and holds it against its sender; trying again with
 * the same bytes never helps.
 *
 * <p>It carries no stack trace, because a peer decides how often it is thrown.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason a few words without any of the contents, such as "array is longer than allowed"
     */
    public MalformedException(String reason) {
        super(reason, null, false, false);
    }

    /** The few words it was made with. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
