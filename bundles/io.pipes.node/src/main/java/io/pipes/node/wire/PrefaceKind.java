// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import java.util.Optional;

/** Who calls. The codes travel; they never change. */
public enum PrefaceKind {
    /** A member of the network, or one who can prove that it is. */
    MEMBER(1),
    /** Somebody who holds an invitation. */
    JOINER(2);

    private final int code;

    PrefaceKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static Optional<PrefaceKind> ofCode(int code) {
        return code == 1 ? Optional.of(MEMBER) : code == 2 ? Optional.of(JOINER) : Optional.empty();
    }
}
