// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Router;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is linked to whom, by the adverts of both ends: what only one of them says counts for nothing, so nobody gains anything by naming
 * nodes that do not name it.
 *
 * <p>A node has a small number, its slot, as long as there is an advert of it; the links of a slot are arrays of slots.
 */
final class Graph {
    static final int NONE = -1;

    private static final int[] NO_LINKS = {};

    private final SortedMap<Prefix, Integer> slots = new TreeMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private @Nullable Advert[] adverts = new Advert[16];
    private int[][] near = new int[16][];
    private int size;

    /** Takes over what a node says now; whether any route may be another one because of it. */
    boolean put(Advert now) {
        int slot = slots.computeIfAbsent(now.prefix(), added -> newSlot());
        Advert before = adverts[slot];
        if (before != null
                && before.relays() == now.relays()
                && before.neighbours().equals(now.neighbours())) {
            adverts[slot] = now;
            return false;
        }
        unlink(slot);
        adverts[slot] = now;
        link(slot, now);
        return true;
    }

    /** Forgets a node; whether there was something to forget. */
    boolean remove(Prefix node) {
        Integer slot = slots.remove(node);
        if (slot == null) {
            return false;
        }
        unlink(slot);
        adverts[slot] = null;
        near[slot] = NO_LINKS;
        free.add(slot);
        return true;
    }

    int slot(Prefix node) {
        return slots.getOrDefault(node, NONE);
    }

    /** One more than the highest slot. */
    int size() {
        return size;
    }

    NodeId node(int slot) {
        return advert(slot).author();
    }

    boolean relays(int slot) {
        return advert(slot).relays();
    }

    /** The slots to which a slot has links; not to be changed. */
    int[] near(int slot) {
        return near[slot];
    }

    /** The class of a link that both ends name: the worse of what they say, so that nobody attracts traffic by praising itself. */
    int delay(int one, int other) {
        return Math.max(said(one, other), said(other, one));
    }

    /** Each link once, in order of the ids. */
    List<Router.Edge> edges() {
        List<Router.Edge> edges = new ArrayList<>();
        for (int slot : slots.values()) {
            NodeId one = node(slot);
            Arrays.stream(near[slot])
                    .mapToObj(this::node)
                    .filter(other -> one.compareTo(other) < 0)
                    .sorted()
                    .forEach(other -> edges.add(new Router.Edge(one, other)));
        }
        return edges;
    }

    private int said(int by, int of) {
        Neighbours neighbours = advert(by).neighbours();
        return neighbours.delay(neighbours.find(advert(of).prefix()));
    }

    private Advert advert(int slot) {
        Advert advert = adverts[slot];
        if (advert == null) {
            throw new IllegalStateException("Slot " + slot + " is free");
        }
        return advert;
    }

    private int newSlot() {
        if (!free.isEmpty()) {
            return free.remove();
        }
        if (size == adverts.length) {
            adverts = Arrays.copyOf(adverts, 2 * size);
            near = Arrays.copyOf(near, 2 * size);
        }
        near[size] = NO_LINKS;
        return size++;
    }

    private void link(int slot, Advert now) {
        Prefix self = now.prefix();
        int[] found = new int[now.neighbours().count()];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            int other = slot(now.neighbours().prefix(i));
            if (other != NONE && advert(other).neighbours().find(self) >= 0) {
                found[count++] = other;
                near[other] = with(near[other], slot);
            }
        }
        near[slot] = Arrays.copyOf(found, count);
    }

    private void unlink(int slot) {
        for (int other : near[slot]) {
            near[other] = without(near[other], slot);
        }
        near[slot] = NO_LINKS;
    }

    private static int[] with(int[] slots, int slot) {
        int[] more = Arrays.copyOf(slots, slots.length + 1);
        more[slots.length] = slot;
        return more;
    }

    private static int[] without(int[] slots, int slot) {
        return Arrays.stream(slots).filter(other -> other != slot).toArray();
    }
}
