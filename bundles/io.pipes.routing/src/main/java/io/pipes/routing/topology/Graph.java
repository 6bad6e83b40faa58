// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Router;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who is linked to whom, by the adverts of both ends: what only one of them says counts for nothing, so nobody gains anything by naming
 * nodes that do not name it.
 *
 * <p>A node has a small number, its slot, as long as there is an advert of it. The links of a slot are two arrays: where they lead, and
 * the classes of their delays.
 */
final class Graph {
    static final int NONE = -1;

    private static final int[] NO_LINKS = {};

    private final Map<Prefix, Integer> slots = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private @Nullable Advert[] adverts = new Advert[16];
    private int[][] near = new int[16][];
    private int[][] delays = new int[16][];
    private int size;

    /** Takes over what a node says now; whether any route may be another one because of it. */
    boolean put(Advert now) {
        int slot = slots.computeIfAbsent(now.prefix(), added -> newSlot());
        Advert before = adverts[slot];
        adverts[slot] = now;
        Neighbours old = before == null ? Neighbours.NONE : before.neighbours();
        boolean changed = before == null || before.relays() != now.relays();
        return relink(slot, old, now.neighbours()) || changed;
    }

    /** Both lists are in order, so one walk finds what is in one of them only. */
    private boolean relink(int slot, Neighbours before, Neighbours now) {
        boolean changed = false;
        int old = 0;
        int next = 0;
        while (old < before.count() || next < now.count()) {
            int order = old == before.count() ? 1 : next == now.count() ? -1 : before.compare(old, now, next);
            if (order != 0 || before.delay(old) != now.delay(next)) {
                changed = true;
                // Who was not named until now was not linked either.
                if (order <= 0) {
                    unlink(slot, before.prefix(old));
                }
                if (order >= 0) {
                    link(slot, now, next);
                }
            }
            old += order <= 0 ? 1 : 0;
            next += order >= 0 ? 1 : 0;
        }
        return changed;
    }

    /** Forgets a node; whether there was something to forget. */
    boolean remove(Prefix node) {
        Integer slot = slots.remove(node);
        if (slot == null) {
            return false;
        }
        for (int other : near[slot].clone()) {
            unlink(slot, other);
        }
        adverts[slot] = null;
        free.add(slot);
        return true;
    }

    /** Whether both say that there is a link between them. */
    boolean isLink(Prefix one, Prefix other) {
        int from = slot(one);
        int to = slot(other);
        return from != NONE && to != NONE && index(near[from], to) != NONE;
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

    /** The class of the delay of each of {@link #near}; not to be changed. It is the worse of what both ends say, so that nobody attracts
     * traffic by praising itself. */
    int[] delays(int slot) {
        return delays[slot];
    }

    /** Each link once, in order of the ids. */
    List<Router.Edge> edges() {
        List<Router.Edge> edges = new ArrayList<>();
        for (Prefix author : new TreeSet<>(slots.keySet())) {
            int slot = slots.get(author);
            NodeId one = node(slot);
            Arrays.stream(near[slot])
                    .mapToObj(this::node)
                    .filter(other -> one.compareTo(other) < 0)
                    .sorted()
                    .forEach(other -> edges.add(new Router.Edge(one, other)));
        }
        return edges;
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
            delays = Arrays.copyOf(delays, 2 * size);
        }
        near[size] = NO_LINKS;
        delays[size] = NO_LINKS;
        return size++;
    }

    /** Makes a link of what a node says under an index, if the other one says so, too. */
    private void link(int slot, Neighbours named, int index) {
        int other = slot(named.prefix(index));
        if (other == NONE) {
            return;
        }
        Neighbours answer = advert(other).neighbours();
        int mutual = answer.find(advert(slot).prefix());
        if (mutual >= 0) {
            int worse = Math.max(named.delay(index), answer.delay(mutual));
            add(slot, other, worse);
            add(other, slot, worse);
        }
    }

    private void add(int slot, int other, int delay) {
        near[slot] = with(near[slot], other);
        delays[slot] = with(delays[slot], delay);
    }

    private void unlink(int slot, Prefix named) {
        int other = slot(named);
        if (other != NONE) {
            unlink(slot, other);
        }
    }

    private void unlink(int slot, int other) {
        remove(slot, other);
        remove(other, slot);
    }

    private void remove(int slot, int other) {
        int index = index(near[slot], other);
        if (index != NONE) {
            near[slot] = without(near[slot], index);
            delays[slot] = without(delays[slot], index);
        }
    }

    private static int index(int[] values, int wanted) {
        for (int index = 0; index < values.length; index++) {
            if (values[index] == wanted) {
                return index;
            }
        }
        return NONE;
    }

    private static int[] with(int[] values, int added) {
        int[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = added;
        return more;
    }

    /** The order does not matter: the last one takes the place of what is gone. */
    private static int[] without(int[] values, int index) {
        int[] less = Arrays.copyOf(values, values.length - 1);
        if (index < less.length) {
            less[index] = values[less.length];
        }
        return less;
    }
}
