// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A letter for this node that others have: who, and how far it has come. */
final class Offer {
    private final HeldMessage.Name name;
    private final Set<HeldPeer> holders = new LinkedHashSet<>();
    private @Nullable HeldPeer asked;
    private @Nullable Bytes content;
    private long arrivedAt;
    private boolean opening;
    private boolean handedOver;

    Offer(HeldMessage.Name name) {
        this.name = name;
    }

    HeldMessage.Name name() {
        return name;
    }

    NodeId sender() {
        return name.sender();
    }

    long number() {
        return name.number();
    }

    Bytes id() {
        return name.id();
    }

    /** Those who say that they have it. */
    Set<HeldPeer> holders() {
        return holders;
    }

    /** Whether nobody has been asked for it. */
    boolean isIdle() {
        return asked == null && !isHere();
    }

    boolean isHere() {
        return opening || content != null || handedOver;
    }

    boolean isAskedOf(HeldPeer peer) {
        return asked == peer && !isHere();
    }

    void ask(HeldPeer holder) {
        asked = holder;
        holder.get(name.id());
    }

    /** Who was asked before, and given up, gives it now. */
    void comesLate(HeldPeer holder) {
        asked = holder;
    }

    /** Whether somebody may give it, or has. */
    boolean isOffered() {
        return !isIdle() || holders.stream().anyMatch(holder -> !holder.isSilent());
    }

    /** Who was asked does not answer: somebody else may be asked. */
    void giveUp(HeldPeer silent) {
        if (isAskedOf(silent)) {
            asked = null;
        }
    }

    /** This one does not give it. */
    void without(HeldPeer peer) {
        holders.remove(peer);
        if (asked == peer) {
            asked = null;
        }
    }

    void open() {
        opening = true;
    }

    void failed(HeldPeer peer) {
        opening = false;
        without(peer);
    }

    void opened(Bytes inside, long now) {
        opening = false;
        content = inside;
        arrivedAt = now;
    }

    /** What is in it; null as long as it is not here. */
    @Nullable
    Bytes content() {
        return content;
    }

    long arrivedAt() {
        return arrivedAt;
    }

    boolean isHandedOver() {
        return handedOver;
    }

    /** Forgets what is in it, to ask for it once more. */
    void putBack() {
        content = null;
        asked = null;
    }

    /** From now on somebody else has what is in it. */
    Bytes handOver() {
        Bytes inside = content;
        if (inside == null) {
            throw new IllegalStateException("a letter that is not here is handed over");
        }
        handedOver = true;
        content = null;
        return inside;
    }
}
