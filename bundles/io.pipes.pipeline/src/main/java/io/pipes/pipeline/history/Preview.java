// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Clamp;
import io.pipes.base.Clock;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.HybridClock;
import io.pipes.pipeline.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The last packets of authors whose chains have not come so far here: checked as any run is, held in memory, and shown to who wants the
 * newest until the chains have come up to them. Nothing of it reaches the disk, other nodes, or any other reader. Lives on the node's loop.
 */
public final class Preview {
    /** What one author may take of a pipeline. */
    static final long MAX_BYTES_OF_ONE = 1 << 20;

    private static final int MAX_PACKETS_OF_ONE = 256;
    /** So many are asked for first: how long an author's packets are is not known before. */
    private static final int FIRST = 16;
    /** An end that begins so far ahead of this node's clock is not shown: it would hide what all others write. */
    private static final Duration MAX_LEAD = Duration.ofSeconds(60);
    /** How long a chain may stand still that is to come up to its end: what is said to be in between may not be there at all. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Clock clock;
    /** Of each author packets that follow each other, the last ones it is known to have. */
    private final Map<NodeId, List<Packet>> ends = new LinkedHashMap<>();
    /** How far their chains had come when that was last looked at. */
    private final Map<NodeId, Progress> progress = new HashMap<>();
    /** Whose chains do not go on: of them nothing is wanted until they do. */
    private Set<NodeId> standing = Set.of();

    /** @param sinceNanos since when it has not gone on */
    private record Progress(long last, long sinceNanos) {}

    Preview(Clock clock) {
        this.clock = clock;
    }

    /**
     * Which packets of an author's end are wanted next; empty if there are enough, or is no room for more.
     *
     * @param missing what is not here, up to the last packet
     * @param count so many are to be shown
     * @param mean how long packets of the author are, in bytes; 0 if that is not known
     */
    public Optional<Missing> next(NodeId author, Missing missing, int count, long mean) {
        List<Packet> held = ends.getOrDefault(author, List.of());
        boolean begun = !held.isEmpty() && last(held) == missing.last();
        long last = begun ? first(held) - 1 : missing.last();
        long most = begun ? Math.min(count - held.size(), room(held)) : Math.min(count, begin(mean));
        long first = Math.max(missing.first(), last - most + 1);
        return first <= last && !standing.contains(author) ? Optional.of(new Missing(first, last)) : Optional.empty();
    }

    private static long begin(long mean) {
        return mean == 0 ? FIRST : Clamp.between(MAX_BYTES_OF_ONE / mean, 1, MAX_PACKETS_OF_ONE);
    }

    /** For how many packets there is room if they are as long as those that are here. */
    private static long room(List<Packet> held) {
        long mean = Math.max(1, bytes(held) / held.size());
        return Math.min(MAX_PACKETS_OF_ONE - held.size(), (MAX_BYTES_OF_ONE - bytes(held)) / mean);
    }

    /**
     * Takes packets of one author, each the successor of the one before, signed and good: those before what is here, or in its place.
     *
     * @param room at most so many more bytes; what has no room is left out, the oldest first
     * @return false if they and what is here are not of one chain
     */
    public boolean take(List<Packet> run, long room) {
        NodeId author = run.get(0).header().author();
        List<Packet> held = ends.getOrDefault(author, List.of());
        Packet last = run.get(run.size() - 1);
        List<Packet> all = new ArrayList<>(run);
        if (!held.isEmpty() && first(held) == last.header().seq() + 1) {
            if (!held.get(0).header().place().chain().equals(last.id().bytes())) {
                return false;
            }
            all.addAll(held);
        }
        long most = Clamp.between(bytes(held) + room, 0L, MAX_BYTES_OF_ONE);
        int from = all.size();
        for (long left = most; from > 0 && all.size() - from < MAX_PACKETS_OF_ONE; from--) {
            left -= all.get(from - 1).encoded().size();
            if (left < 0) {
                break;
            }
        }
        ends.put(author, List.copyOf(all.subList(from, all.size())));
        return true;
    }

    /** Forgets what the chains have come up to by now, and what they will not come up to. */
    public void trim(History history) {
        trim(history.chains());
    }

    private void trim(Chains chains) {
        ends.values().removeIf(end -> end.isEmpty() || comeUpTo(end, chains));
        Set<NodeId> watched = new HashSet<>(progress.keySet());
        watched.addAll(ends.keySet());
        watched.removeIf(author -> !stands(author, chains));
        standing = watched;
        ends.keySet().removeAll(standing);
    }

    private boolean comeUpTo(List<Packet> end, Chains chains) {
        NodeId author = end.get(0).header().author();
        boolean here = last(end) <= chains.end(author);
        if (here) {
            progress.remove(author);
        }
        return here;
    }

    private boolean stands(NodeId author, Chains chains) {
        long now = clock.nanos();
        Progress before = progress.get(author);
        if (before == null || before.last() != chains.last(author)) {
            progress.put(author, new Progress(chains.last(author), now));
            return false;
        }
        return now - before.sinceNanos() > PATIENCE.toNanos();
    }

    /** What it takes in memory, as packets travel. */
    public long bytes() {
        return ends.values().stream().mapToLong(Preview::bytes).sum();
    }

    /** What is to be shown behind the ends of chains; a copy. */
    Glimpse glimpse(Chains chains) {
        trim(chains);
        long latest = clock.wallMillis() + MAX_LEAD.toMillis();
        Map<NodeId, List<Packet>> shown = new LinkedHashMap<>();
        ends.forEach((author, end) -> {
            List<Packet> behind = end.stream()
                    .filter(packet -> packet.header().seq() > chains.end(author) && chains.counts(packet))
                    .toList();
            if (!behind.isEmpty() && HybridClock.millis(behind.get(0).header().hlc()) <= latest) {
                shown.put(author, behind);
            }
        });
        return new Glimpse(shown);
    }

    private static long first(List<Packet> packets) {
        return packets.get(0).header().seq();
    }

    private static long last(List<Packet> packets) {
        return packets.get(packets.size() - 1).header().seq();
    }

    private static long bytes(List<Packet> packets) {
        return packets.stream().mapToLong(packet -> packet.encoded().size()).sum();
    }
}
