// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Secret;
import io.pipes.node.handshake.Door;
import io.pipes.node.handshake.Doors;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.crypto.CryptoSuite;
import java.util.Optional;

/** The ways into one node. Lives on the loop. */
final class NodeDoors implements Doors {
    private final NodeParts parts;
    private final CryptoSuite suite;
    private final Patience patience;
    private final LinkMaker links;

    NodeDoors(NodeParts parts, CryptoSuite suite, Patience patience, LinkMaker links) {
        this.parts = parts;
        this.suite = suite;
        this.patience = patience;
        this.links = links;
    }

    @Override
    public Optional<Door> open(Preface preface) {
        if (parts.ledger().isRevoked(parts.id())) {
            return Optional.empty();
        }
        return preface.kind() == PrefaceKind.MEMBER ? member(preface) : invited(preface);
    }

    private Optional<Door> member(Preface preface) {
        return fits(preface, parts.secrets().join())
                ? Optional.of(new MemberDoor(parts, patience, links))
                : Optional.empty();
    }

    private Optional<Door> invited(Preface preface) {
        Optional<Secret> psk = preface.invitation().flatMap(parts.invitations()::pskOf);
        if (psk.isPresent() && !fits(preface, psk.get())) {
            psk.get().close();
            return Optional.empty();
        }
        return psk.map(secret -> new InvitationDoor(parts, preface.invitation().orElseThrow(), secret));
    }

    private boolean fits(Preface preface, Secret psk) {
        return preface.fits(suite, psk, parts.secrets().link().publicKey());
    }
}
