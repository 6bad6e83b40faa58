// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.node.wire.PrefaceKind;
import io.pipes.spi.crypto.KeyPair;
import java.util.Optional;

/**
 * Whom to call and as whom.
 *
 * @param own the caller's link key
 * @param called the link key of the one who is called
 * @param psk stays the caller's and must live until the call is over
 * @param payload what to say in the first message
 */
public record Call(
        PrefaceKind kind,
        NetworkId network,
        KeyPair own,
        Bytes called,
        Secret psk,
        Optional<InvitationId> invitation,
        Bytes payload) {}
