// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.wire;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Handshake;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What a caller sends first: {@code [version 1][kind 1][mac 16][invitation 16 if joiner][length 2][message 1]}. The MAC shows that the
 * caller knows the secret that both share, before the one who is called computes anything dear.
 *
 * @param invitation present exactly for {@link PrefaceKind#JOINER}
 * @param message the first handshake message, {@link Handshake#EPHEMERAL_BYTES} to {@link Handshake#MAX_MESSAGE} bytes
 */
public record Preface(PrefaceKind kind, Bytes mac, Optional<InvitationId> invitation, Bytes message) {
    /** The major version of everything that follows. */
    public static final int VERSION = 1;

    public static final int MAC_BYTES = 16;

    /** The longest preface, in bytes. */
    public static final int MAX_BYTES = 2 + MAC_BYTES + InvitationId.SIZE + 2 + Handshake.MAX_MESSAGE;

    private static final int FIXED = 2 + MAC_BYTES;

    /** The preface for one who has the given link key; only that one will find that the MAC fits. */
    public static Preface make(
            CryptoSuite suite,
            PrefaceKind kind,
            Secret psk,
            Optional<InvitationId> invitation,
            Bytes calledLinkKey,
            Bytes message) {
        return new Preface(kind, mac(suite, kind, psk, invitation, calledLinkKey, message), invitation, message);
    }

    private static Bytes mac(
            CryptoSuite suite,
            PrefaceKind kind,
            Secret psk,
            Optional<InvitationId> invitation,
            Bytes calledLinkKey,
            Bytes message) {
        Bytes head = Bytes.wrap(new byte[] {VERSION, (byte) kind.code()});
        Bytes invited = invitation.map(InvitationId::bytes).orElse(Bytes.EMPTY);
        Bytes ephemeral = message.slice(0, Handshake.EPHEMERAL_BYTES);
        return suite.mac(psk, Label.PREFACE_MAC.bytes(), head, invited, calledLinkKey, ephemeral)
                .slice(0, MAC_BYTES);
    }

    /** Whether the caller knows the secret and meant the owner of this link key. */
    public boolean fits(CryptoSuite suite, Secret psk, Bytes calledLinkKey) {
        Bytes expected = mac(suite, kind, psk, invitation, calledLinkKey, message);
        return MessageDigest.isEqual(expected.toArray(), mac.toArray());
    }

    /** What no two handshakes have in common. */
    public Bytes ephemeral() {
        return message.slice(0, Handshake.EPHEMERAL_BYTES);
    }

    public Bytes encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(MAX_BYTES);
        out.write(VERSION);
        out.write(kind.code());
        out.writeBytes(mac.toArray());
        invitation.ifPresent(id -> out.writeBytes(id.bytes().toArray()));
        out.write(message.size() >>> 8);
        out.write(message.size());
        out.writeBytes(message.toArray());
        return Bytes.wrap(out.toByteArray());
    }

    /**
     * Takes a preface from the queue.
     *
     * @return empty while it is not complete
     * @throws MalformedException as soon as it cannot become one
     */
    public static Optional<Preface> take(ByteQueue in) throws MalformedException {
        if (in.size() >= 1 && in.at(0) != VERSION) {
            throw new MalformedException("preface has an unknown version");
        }
        if (in.size() < 2) {
            return Optional.empty();
        }
        PrefaceKind kind = PrefaceKind.ofCode(in.at(1)).orElseThrow(() -> new MalformedException("preface kind"));
        int head = kind == PrefaceKind.JOINER ? FIXED + InvitationId.SIZE : FIXED;
        if (in.size() < head + 2) {
            return Optional.empty();
        }
        int length = in.shortAt(head);
        if (length < Handshake.EPHEMERAL_BYTES || length > Handshake.MAX_MESSAGE) {
            throw new MalformedException("handshake message length");
        }
        int end = head + 2 + length;
        if (in.size() < end) {
            return Optional.empty();
        }
        Preface preface = new Preface(
                kind,
                in.copy(2, FIXED),
                kind == PrefaceKind.JOINER ? Optional.of(InvitationId.of(in.copy(FIXED, head))) : Optional.empty(),
                in.copy(head + 2, end));
        in.drop(end);
        return Optional.of(preface);
    }
}
