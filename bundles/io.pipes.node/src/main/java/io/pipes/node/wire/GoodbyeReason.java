// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import java.util.Optional;

/** Why a link ends. The codes travel; they never change. */
public enum GoodbyeReason {
    /** The process or a part of it stops or is replaced: come back. */
    GOING(0),
    /** The one who reads this was removed from the network. */
    REVOKED(1),
    /** There is another link between the two, which goes on. */
    DUPLICATE(2),
    /** The membership operations that were announced did not come in time. */
    NOT_IN_STEP(3),
    /** Something that was received breaks the rules. */
    MALFORMED(4),
    /** A person wanted it so: do not come back by yourself. */
    DISCONNECTED(5),
    /** There are too many peers: come back later. */
    BUSY(6),
    /** What the link was made for is done. */
    DONE(7);

    private final int code;

    GoodbyeReason(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<GoodbyeReason> ofCode(int code) {
        for (GoodbyeReason reason : values()) {
            if (reason.code == code) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
