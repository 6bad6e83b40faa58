// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.PipesException.Code;
import io.pipes.gateway.feed.Feed;

/** {@code subscription.*}. */
final class SubscriptionNoun {
    private static final Field WHICH =
            Field.of("subscription", Type.id(), "what the call that subscribed has answered");

    private SubscriptionNoun() {}

    static Noun noun() {
        return Noun.of(
                "subscription",
                "What goes on after the call that began it. It survives the replacement of the bundles behind it.",
                method("subscription.grant", "Lets the node tell more.")
                        .takes(
                                WHICH,
                                Field.of("count", Type.whole(1, Feed.MAX_WINDOW), "at most 4,096 outstanding")
                                        .usually(1))
                        .fails(Code.NOT_FOUND, "for one that has ended"),
                method("subscription.cancel", "Ends a subscription.")
                        .takes(WHICH)
                        .fails(Code.NOT_FOUND, "for one that has ended"));
    }
}
