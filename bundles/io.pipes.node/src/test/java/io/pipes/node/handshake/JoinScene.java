// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.node.link.LinkParts;
import io.pipes.node.link.LinkTiming;
import io.pipes.node.wire.Intake;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.transport.TransportException;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A joiner and the issuer of its ticket with a line between them, all of it production code but the line. */
final class JoinScene implements Calling.Outcome {
    final CryptoSuite suite = new Pipes1Suite();
    final Line callers = new Line();
    final Line issuers = new Line();
    final OpenDoor door;
    private final LinkParts parts =
            new LinkParts(new SimulatedLoop(new VirtualTime(1), "join"), suite, LinkTiming.DEFAULT);
    private final Gate gate;
    private final Calling calling;

    @Nullable
    Bytes answered;

    @Nullable
    SessionSecret session;

    /**
     * What both know.
     *
     * @param secret the ticket's
     */
    record Known(NetworkId network, InvitationId invitation, Secret secret, Secret issuerLink, Secret joinerLink) {}

    /**
     * @param joiners where the joiner's ephemeral keys come from
     * @param issuers where the issuer's come from
     */
    JoinScene(Known known, Bytes request, Bytes answer, Randomness joiners, Randomness issuers)
            throws MalformedException {
        KeyPair issuer = suite.linkKey(known.issuerLink());
        door = new OpenDoor(known.network(), issuer, psk(known), answer);
        gate = new Gate(
                parts,
                issuers,
                preface -> preface.fits(suite, door.psk(), issuer.publicKey()) ? Optional.of(door) : Optional.empty());
        Call call = new Call(
                PrefaceKind.JOINER,
                known.network(),
                suite.linkKey(known.joinerLink()),
                issuer.publicKey(),
                psk(known),
                Optional.of(known.invitation()),
                request);
        calling = new Calling(call, parts, joiners, callers, this);
    }

    Secret psk(Known known) {
        return suite.derive(
                known.secret(),
                known.network().bytes(),
                Label.INVITATION_PSK,
                known.invitation().bytes(),
                32);
    }

    /** From the first byte to the last. */
    JoinScene play() {
        calling.start();
        gate.accepted(issuers);
        issuers.deliver(callers.said(), 100);
        callers.deliver(issuers.said(), 100);
        return this;
    }

    @Override
    public void answered(Intake intake, Bytes payload, SessionSecret secret) {
        answered = payload;
        session = secret;
    }

    @Override
    public void failed(TransportException why) {
        throw new AssertionError(why);
    }
}
