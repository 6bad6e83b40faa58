// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static io.pipes.gateway.catalogue.Common.NETWORK;
import static io.pipes.gateway.catalogue.Common.WINDOW;
import static io.pipes.gateway.catalogue.Entry.method;

import io.pipes.api.presence.PresenceEvent;

/** {@code presence.*}. */
final class PresenceNoun {
    private static final Shape PRESENCE = Shape.of(
            "Presence",
            "What is known of a member just now.",
            Field.of("node", Type.id()),
            Field.of("name", Type.text()),
            NodeNoun.STATE,
            NodeNoun.HOPS,
            NodeNoun.VIA,
            NodeNoun.RTT,
            Field.of("status", Type.text(), "what it says of itself"),
            Field.of("capabilities", Type.listOf(Type.text())),
            NodeNoun.LAST_SEEN,
            Field.of(
                    "suspicion",
                    Type.number(),
                    "phi: 1 is one in ten, 8 one in a hundred million that a silent peer is still there; 0 without a"
                            + " link"),
            Field.of("suspected", Type.flag()));

    private static final Notice CHANGED = Notice.of(
            "presence.changed",
            "A member is there, has changed, or is one no more.",
            Common.FOR,
            Field.of("kind", Type.oneOf(PresenceEvent.Kind.values(), PresenceEvent.Kind::text)),
            Field.of("member", Type.row(PRESENCE)));

    private PresenceNoun() {}

    static Noun noun() {
        return Noun.of(
                "presence",
                "Who is there, and what they say of themselves.",
                method("presence.list", "Lists all members, this node first, then by name.")
                        .takes(NETWORK)
                        .answers(Type.listOf(PRESENCE)),
                method("presence.set", "Says something of this node to all others.")
                        .more("Kept across restarts, told to others at most once a second.")
                        .takes(
                                NETWORK,
                                Field.of(
                                        "status",
                                        Type.text(),
                                        "at most 140 printable characters and 420 bytes of UTF-8; empty for none"))
                        .answers(Field.of("status", Type.text())),
                method("presence.subscribe", "Tells who is there, and then what changes.")
                        .more("Who reads slowly gets the newest of each member.")
                        .takes(NETWORK, WINDOW)
                        .answers(Common.SUBSCRIPTION)
                        .tells(CHANGED, Common.SKIPPED, Common.ENDED));
    }
}
