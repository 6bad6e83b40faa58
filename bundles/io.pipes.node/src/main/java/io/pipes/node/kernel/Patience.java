// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Clock;
import io.pipes.base.TokenBucket;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a node bears of members whose links end because they broke the rules. A byte may be damaged on the way, a version may have a
 * mistake, so a few times are nothing; who does it again and again would keep the node busy and fill its log, and is neither called nor
 * answered for a while. Lives on the loop; remembers members only, and only those.
 */
final class Patience {
    /** How often at once. */
    static final int OFTEN = 8;

    /** How long until it may be once more. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<NodeId, TokenBucket> left = new HashMap<>();

    Patience(Clock clock) {
        this.clock = clock;
    }

    /** The link to this member has ended because of what it did. */
    void tried(NodeId member) {
        left.computeIfAbsent(member, first -> new TokenBucket(clock, OFTEN, 1.0 / PAUSE.toSeconds()))
                .take(1);
    }

    /** Whether there may be a link to it now. */
    boolean lasts(NodeId member) {
        TokenBucket bucket = left.get(member);
        return bucket == null || bucket.has(1);
    }

    /** It is no member any more. */
    void forget(NodeId member) {
        left.remove(member);
    }
}
