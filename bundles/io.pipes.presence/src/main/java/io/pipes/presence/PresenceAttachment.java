// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.presence.audience.Audience;
import io.pipes.presence.note.Announcer;
import io.pipes.presence.seen.LastSeen;
import io.pipes.spi.local.LocalPresence;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * Presence on one node, from attachment to detachment. It looks at links when they open and end and once a second while there are any, and
 * at routes a moment after they have changed; it sends nothing but this node's note, when that has changed.
 */
final class PresenceAttachment implements NodeExtension.Attachment, MembershipListener {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** One change in the network comes as many: they are looked at together. */
    private static final Duration SETTLE = Duration.ofMillis(100);

    /** While much changes all members are looked at so often, and less often the more there are. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration PAUSE_EACH = Duration.ofMillis(10);

    private final NodeContext node;
    private final Audience audience;
    private final Watches watches;
    private final LastSeen lastSeen;
    private final Announcer announcer;
    private final Roll roll;
    private Cancellable nextLook = () -> {};
    private Cancellable settling = () -> {};
    private boolean looking;
    private boolean unsettled;
    private boolean settledOnce;
    private long settledNanos;

    private PresenceAttachment(NodeContext node) {
        this.node = node;
        audience = new Audience(node.loop());
        watches = new Watches(node);
        lastSeen = new LastSeen(node.loop(), node.store());
        announcer = new Announcer(node, this::saysSomethingElse);
        roll = new Roll(node, watches, lastSeen, announcer::note, audience::tell);
    }

    static CompletionStage<NodeExtension.Attachment> begin(NodeContext node) {
        PresenceAttachment attachment = new PresenceAttachment(node);
        return attachment
                .announcer
                .load()
                .thenCompose(loaded -> attachment.lastSeen.load())
                .thenApply(loaded -> {
                    attachment.open();
                    return attachment;
                });
    }

    private void open() {
        Set<NodeId> strangers = new TreeSet<>(lastSeen.known());
        node.membership().members().forEach(member -> strangers.remove(member.id()));
        strangers.forEach(lastSeen::forget);
        node.membership().listen(this);
        node.links().listen(this::linksChanged);
        node.routing().listen(this::routesChanged);
        node.offer(LocalPresence.class, new PresenceFacet(node.loop(), node.id(), roll, announcer, audience));
        announcer.begin();
        watches.look();
        roll.refreshAll();
        lookSoon();
    }

    private void saysSomethingElse() {
        roll.refresh(node.id());
    }

    private void linksChanged() {
        look();
        lookSoon();
    }

    private void look() {
        watches.look().forEach(roll::refresh);
    }

    private void lookSoon() {
        if (!looking) {
            looking = true;
            nextLook = node.loop().schedule(LOOK, this::lookAgain);
        }
    }

    /** Also looks whether other features are there now, which nobody tells. */
    private void lookAgain() {
        looking = false;
        announcer.update();
        look();
        if (!watches.isEmpty()) {
            lookSoon();
        }
    }

    private void routesChanged() {
        announcer.update();
        if (!unsettled) {
            unsettled = true;
            settling = node.loop().schedule(untilSettled(), this::settled);
        }
    }

    private Duration untilSettled() {
        Duration pause = PAUSE.plus(PAUSE_EACH.multipliedBy(roll.size()));
        Duration rest = pause.minusNanos(node.clock().nanos() - settledNanos);
        return settledOnce && rest.compareTo(SETTLE) > 0 ? rest : SETTLE;
    }

    private void settled() {
        unsettled = false;
        settledOnce = true;
        settledNanos = node.clock().nanos();
        roll.refreshAll();
    }

    @Override
    public void joined(Member member) {
        roll.refresh(member);
    }

    @Override
    public void changed(Member before, Member now) {
        roll.refresh(now);
    }

    @Override
    public void removed(Member member) {
        roll.remove(member.id());
    }

    @Override
    public CompletionStage<Void> detach() {
        nextLook.cancel();
        settling.cancel();
        announcer.stop();
        audience.close();
        return lastSeen.stop();
    }
}
