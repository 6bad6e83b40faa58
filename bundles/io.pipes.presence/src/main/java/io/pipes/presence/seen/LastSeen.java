// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.seen;

import io.pipes.base.Bytes;
import io.pipes.base.Cancellable;
import io.pipes.base.id.NodeId;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When members were last there, across restarts and crashes, for one small write a minute at most. The store holds for each member when it
 * went, or that it was there; and once, for all of those, when this node still ran. Lives on the loop.
 */
public final class LastSeen {
    private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);

    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final String AREA = "presence/seen";
    private static final String RUNNING = "presence/running";
    private static final Bytes UNTIL = Bytes.utf8("until");
    private static final int PAGE = 1_024;

    /** In place of a time: it was there. */
    private static final long THERE = 0;

    private final Loop loop;
    private final PacketStore store;
    private final Map<NodeId, Long> left = new HashMap<>();
    private final Set<NodeId> there = new HashSet<>();
    private final Map<NodeId, Change> unsaved = new HashMap<>();
    private Cancellable timer = () -> {};
    private boolean scheduled;

    public LastSeen(Loop loop, PacketStore store) {
        this.loop = loop;
        this.store = store;
    }

    public CompletionStage<Void> load() {
        return store.read(RUNNING, UNTIL)
                .thenCompose(until -> load(-1, until.map(LastSeen::number).orElse(THERE)));
    }

    private CompletionStage<Void> load(long after, long until) {
        return store.scan(AREA, after, PAGE).thenCompose(page -> {
            page.forEach(entry -> loaded(entry, until));
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : load(page.get(page.size() - 1).position(), until);
        });
    }

    private void loaded(StoredEntry entry, long until) {
        NodeId member = NodeId.of(entry.key());
        long time = number(entry.value());
        if (time == THERE) {
            // It went while this node did not run, or is there still; what is known is until when this node saw it.
            left(member, until);
        } else {
            left.put(member, time);
        }
    }

    /** The member is there now. */
    public void there(NodeId member) {
        if (there.add(member)) {
            left.remove(member);
            change(member, Change.put(AREA, member.bytes(), bytes(THERE)));
        }
    }

    /** The member was there until then, in milliseconds of this node's clock. */
    public void left(NodeId member, long wallMillis) {
        there.remove(member);
        left.put(member, wallMillis);
        change(member, Change.put(AREA, member.bytes(), bytes(wallMillis)));
    }

    /** All of whom something is known. */
    public Set<NodeId> known() {
        Set<NodeId> known = new TreeSet<>(there);
        known.addAll(left.keySet());
        return known;
    }

    /** It is no member any more. */
    public void forget(NodeId member) {
        if (there.remove(member) | left.remove(member) != null) {
            change(member, Change.remove(AREA, member.bytes()));
        }
    }

    /** When the member was last there, in milliseconds of this node's clock; empty if it is there now, or never was. */
    public Optional<Long> of(NodeId member) {
        return Optional.ofNullable(left.get(member));
    }

    private void change(NodeId member, Change change) {
        unsaved.put(member, change);
        saveSoon();
    }

    private void saveSoon() {
        if (!scheduled) {
            scheduled = true;
            timer = loop.schedule(PAUSE, this::saveAgain);
        }
    }

    private void saveAgain() {
        scheduled = false;
        save();
        if (!there.isEmpty()) {
            saveSoon();
        }
    }

    private CompletionStage<Void> save() {
        List<Change> changes = new ArrayList<>(unsaved.values());
        unsaved.clear();
        changes.add(Change.put(RUNNING, UNTIL, bytes(loop.clock().wallMillis())));
        List<CompletableFuture<Long>> commits = new ArrayList<>();
        for (int from = 0; from < changes.size(); from += PAGE) {
            commits.add(store.commit(changes.subList(from, Math.min(from + PAGE, changes.size())))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new))
                .exceptionally(failed -> {
                    LOG.debug("When members were last seen could not be stored", failed);
                    return null;
                });
    }

    /** Writes what is not written yet. */
    public CompletionStage<Void> stop() {
        timer.cancel();
        scheduled = true;
        return unsaved.isEmpty() && there.isEmpty() ? CompletableFuture.completedFuture(null) : save();
    }

    private static Bytes bytes(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static long number(Bytes bytes) {
        return bytes.size() == Long.BYTES ? bytes.buffer().getLong() : THERE;
    }
}
