// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.id.PacketId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A message on its way.
 *
 * @param message which one it is
 * @param packet the packet it went into; empty for direct messages
 * @param receipt how far it had come when this was made
 * @param held completes with {@code HELD} when a member holds it for a node that is away, or with what {@code delivered} completes with if
 *     that comes first, as it does for what was {@code SENT} at once; fails as {@code delivered} does
 * @param delivered completes when the other node's subscriber has taken it (direct messages only; completes at once for published
 *     ones); fails with {@code REVOKED} when the other one was removed, {@code TIMED_OUT} when it was given up
 * @param storedAt at how many nodes, this one included, it was known to be durable when this was made; 0 where nothing is kept. Others are
 *     asked only where somebody wants to know
 */
public record Sent(
        MessageName message,
        Optional<PacketId> packet,
        Receipt receipt,
        CompletionStage<Receipt> held,
        CompletionStage<Receipt> delivered,
        int storedAt) {
    /** A message of which others are not asked whether they have stored it. */
    public Sent(
            MessageName message,
            Optional<PacketId> packet,
            Receipt receipt,
            CompletionStage<Receipt> held,
            CompletionStage<Receipt> delivered) {
        this(message, packet, receipt, held, delivered, receipt == Receipt.STORED ? 1 : 0);
    }

    /** A message that nobody holds for anybody. */
    public Sent(MessageName message, Optional<PacketId> packet, Receipt receipt, CompletionStage<Receipt> delivered) {
        this(message, packet, receipt, delivered, delivered);
    }

    /** The same message, durable at so many nodes. */
    public Sent storedAt(int nodes) {
        return new Sent(message, packet, receipt, held, delivered, nodes);
    }
}
