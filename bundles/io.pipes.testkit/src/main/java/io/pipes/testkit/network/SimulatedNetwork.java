// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.base.Bytes;
import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and the ways between them, in one process and in virtual time. Everything that happens follows from the seed of the {@link
 * VirtualTime}; its trace covers every segment that arrives.
 *
 * <p><b>Threads.</b> Only the thread of the virtual time.
 */
public final class SimulatedNetwork {
    private final VirtualTime time;
    private final Buggify buggify;
    private final SimulatedLoop loop;
    private final Counters counters = new Counters();
    private final Map<String, SimulatedHost> hosts = new LinkedHashMap<>();
    private final Map<Way, Path> paths = new LinkedHashMap<>();
    private final Map<Way, Conditions> exceptions = new HashMap<>();
    private final Set<Way> cuts = new HashSet<>();
    private final Map<String, Integer> sides = new HashMap<>();
    private final List<Wiretap> taps = new ArrayList<>();
    private final CRC32C checksum = new CRC32C();
    private Conditions conditions = Conditions.CALM;

    private record Way(String from, String to) {}

    public SimulatedNetwork(VirtualTime time) {
        this(time, Buggify.OFF);
    }

    /** @param buggify makes segments short (point {@code short-write}), and what it does to loops and disks */
    public SimulatedNetwork(VirtualTime time, Buggify buggify) {
        this.time = time;
        this.buggify = buggify;
        loop = new SimulatedLoop(time, "network");
    }

    public VirtualTime time() {
        return time;
    }

    /** Adds a host. Its name is the host in its addresses. */
    public SimulatedHost add(String name) {
        return add(name, new SimulatedDisk(time.randomness(name + "/disk"), buggify));
    }

    /** Adds a host with a disk that has something on it. */
    public SimulatedHost add(String name, SimulatedDisk disk) {
        if (hosts.containsKey(name)) {
            throw new IllegalArgumentException("There is a host " + name + " already");
        }
        SimulatedHost host = new SimulatedHost(this, name, disk);
        hosts.put(name, host);
        return host;
    }

    /** In the order in which they were added. */
    public Collection<SimulatedHost> hosts() {
        return Collections.unmodifiableCollection(hosts.values());
    }

    /** Sets the conditions between all hosts, but for those pairs that have their own. */
    public void conditions(Conditions all) {
        conditions = all;
        paths.forEach((way, path) -> path.conditions(conditions(way)));
    }

    /** Sets the conditions from one host to another, in this direction. */
    public void conditions(SimulatedHost from, SimulatedHost to, Conditions own) {
        exceptions.put(new Way(from.name(), to.name()), own);
        path(from, to).conditions(own);
    }

    /** Lets somebody see, and change, every segment. */
    public void tap(Wiretap tap) {
        taps.add(tap);
    }

    /** Nothing passes between the two any more, and nobody tells them. */
    public void cut(SimulatedHost one, SimulatedHost other) {
        note(one + " and " + other + " are cut off from each other");
        cuts.add(new Way(one.name(), other.name()));
        cuts.add(new Way(other.name(), one.name()));
        refresh();
    }

    /** Nothing passes from one to the other; the other direction works. */
    public void cutOneWay(SimulatedHost from, SimulatedHost to) {
        note("nothing passes from " + from + " to " + to);
        cuts.add(new Way(from.name(), to.name()));
        refresh();
    }

    /** Cuts a host off from all others. */
    public void isolate(SimulatedHost host) {
        note(host + " is isolated");
        for (SimulatedHost other : hosts.values()) {
            if (other != host) {
                cuts.add(new Way(host.name(), other.name()));
                cuts.add(new Way(other.name(), host.name()));
            }
        }
        refresh();
    }

    /** Splits the network into these hosts and all others. */
    public void partition(Collection<SimulatedHost> oneSide) {
        note(oneSide.size() + " of " + hosts.size() + " hosts are split off: " + oneSide);
        sides.clear();
        oneSide.forEach(host -> sides.put(host.name(), 1));
        refresh();
    }

    /** Undoes the cuts between these two. */
    public void heal(SimulatedHost one, SimulatedHost other) {
        note(one + " and " + other + " reach each other again");
        cuts.remove(new Way(one.name(), other.name()));
        cuts.remove(new Way(other.name(), one.name()));
        refresh();
    }

    /** Undoes all cuts and partitions. */
    public void heal() {
        note("the network is healed");
        cuts.clear();
        sides.clear();
        refresh();
    }

    public NetworkCount count() {
        return counters.count();
    }

    SimulatedLoop loop() {
        return loop;
    }

    Buggify buggify() {
        return buggify;
    }

    Counters counters() {
        return counters;
    }

    long now() {
        return time.nanos();
    }

    void note(String sentence) {
        time.trace().note(now(), sentence);
    }

    @Nullable
    SimulatedHost find(String name) {
        return hosts.get(name);
    }

    Path path(SimulatedHost from, SimulatedHost to) {
        return paths.computeIfAbsent(new Way(from.name(), to.name()), this::newPath);
    }

    byte[] passing(SimulatedHost from, SimulatedHost to, byte[] bytes) {
        counters.segments++;
        counters.bytes += bytes.length;
        if (taps.isEmpty()) {
            return bytes;
        }
        Bytes segment = Bytes.wrap(bytes);
        for (Wiretap tap : taps) {
            segment = tap.passing(from.name(), to.name(), segment);
        }
        return segment.toArray();
    }

    void arrived(Segment segment) {
        checksum.reset();
        checksum.update(segment.bytes());
        time.trace().add(segment.bytes().length, checksum.getValue());
    }

    void opened(SimulatedConnection caller, SimulatedConnection callee) {
        counters.connections++;
        note(caller.local() + " is connected to " + callee.local());
        long lifetime = path(caller.host(), callee.host()).lifetime();
        if (lifetime != Path.NEVER) {
            loop.at(now() + lifetime, () -> {
                caller.peerReset();
                callee.peerReset();
            });
        }
    }

    private Path newPath(Way way) {
        Path path = new Path(time.randomness(way.from + ">" + way.to), counters, conditions(way));
        path.cut(isCut(way));
        return path;
    }

    private Conditions conditions(Way way) {
        Conditions usual = way.from.equals(way.to) ? Conditions.CALM : conditions;
        return exceptions.getOrDefault(way, usual);
    }

    private void refresh() {
        paths.forEach((way, path) -> path.cut(isCut(way)));
    }

    private boolean isCut(Way way) {
        int from = sides.getOrDefault(way.from, 0);
        int to = sides.getOrDefault(way.to, 0);
        return from != to || cuts.contains(way);
    }
}
