// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.GoodbyeReason;
import java.util.Optional;

/**
 * How a link ended.
 *
 * @param reason what was said at the end; empty when the connection was lost without a word
 * @param byUs whether this side ended it
 */
public record LinkEnd(Optional<GoodbyeReason> reason, boolean byUs) {
    static LinkEnd lost() {
        return new LinkEnd(Optional.empty(), false);
    }

    static LinkEnd ended(GoodbyeReason reason, boolean byUs) {
        return new LinkEnd(Optional.of(reason), byUs);
    }

    /** Whether it ended for this reason, whoever said so. */
    public boolean is(GoodbyeReason asked) {
        return reason.filter(asked::equals).isPresent();
    }
}
