// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks for links to those for whom something waits. Once for each, so that who sends much to one who cannot be reached does not make the
 * kernel try without pause; and again after {@link #AGAIN}, because a link that was half made when we asked may have come to nothing. Used on the
 * node's loop; who makes it stops it.
 */
public final class LinkWishes {
    public static final Duration AGAIN = Duration.ofSeconds(30);

    private final NodeContext node;
    private final Supplier<Set<NodeId>> needed;
    private final Set<NodeId> asked = new TreeSet<>();
    private @Nullable Cancellable timer;

    /** @param needed those for whom something waits and to whom there is no link */
    public LinkWishes(NodeContext node, Supplier<Set<NodeId>> needed) {
        this.node = node;
        this.needed = needed;
    }

    /** Asks for what is missing and was not asked for lately. */
    public void look() {
        needed.get().stream().filter(asked::add).forEach(node.links()::want);
        if (!asked.isEmpty() && timer == null) {
            timer = node.loop().schedule(AGAIN, () -> {
                timer = null;
                asked.clear();
                look();
            });
        }
    }

    /** There is a link; when it ends, another one may be asked for at once. */
    public void fulfilled(NodeId member) {
        asked.remove(member);
    }

    /** Asks for nothing any more. */
    public void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
