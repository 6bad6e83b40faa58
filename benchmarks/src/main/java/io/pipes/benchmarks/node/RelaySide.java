// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.node;

import io.pipes.api.network.InvitationTerms;
import io.pipes.api.network.Role;
import io.pipes.benchmarks.process.Talk;
import io.pipes.engine.EngineParts;
import io.pipes.spi.local.LocalNetwork;
import java.nio.file.Path;
import java.time.Duration;

/** The process of a node through which two others reach each other. Argument: scratch folder. */
public final class RelaySide {
    private static final int MOST_GUESTS = 16;

    private RelaySide() {}

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        PlainNode node = PlainNode.start(EngineParts.start(), Path.of(arguments[0]), "relay");
        LocalNetwork network = node.create("benchmark");
        InvitationTerms terms = new InvitationTerms(Role.WRITER, Duration.ofHours(1), MOST_GUESTS);
        talk.say("ticket", PlainNode.done(network.invite(terms)).ticket());
        // Until whoever started it is gone.
        talk.next();
        System.exit(0);
    }
}
