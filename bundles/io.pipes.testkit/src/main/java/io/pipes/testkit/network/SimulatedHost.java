// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.network;

import io.pipes.testkit.storage.SimulatedDisk;
import io.pipes.testkit.time.SeededRandomness;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.SimulatedLoops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine with one process: its loop, its transport, its chance and its disk. After {@link #crash} or {@link #kill} it is {@link
 * #restart}ed, and the process that begins then has a new loop and a new transport but the old disk.
 *
 * <p><b>Threads.</b> Only the thread of the network's virtual time.
 */
public final class SimulatedHost {
    private static final int FIRST_FREE_PORT = 40_000;

    private final SimulatedNetwork network;
    private final String name;
    private final SimulatedDisk disk;
    private final Map<Integer, SimulatedListener> listeners = new HashMap<>();
    private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
    private final List<SimulatedConnection> ghosts = new ArrayList<>();
    private SimulatedLoop loop;
    private SimulatedLoops loops;
    private SimulatedTransport transport;
    private SeededRandomness randomness;
    private int nextPort = FIRST_FREE_PORT;
    private int starts;
    private boolean up = true;
    private boolean behindNat;
    private boolean unreachable;

    SimulatedHost(SimulatedNetwork network, String name, SimulatedDisk disk) {
        this.network = network;
        this.name = name;
        this.disk = disk;
        loop = newLoop();
        loops = new SimulatedLoops(network.time(), loop);
        transport = new SimulatedTransport(network, this);
        randomness = newRandomness();
    }

    public String name() {
        return name;
    }

    /** The loop of the process that runs now. */
    public SimulatedLoop loop() {
        return loop;
    }

    public SimulatedLoops loops() {
        return loops;
    }

    public SimulatedTransport transport() {
        return transport;
    }

    /** Chance of the process that runs now; each start has its own. */
    public SeededRandomness randomness() {
        return randomness;
    }

    /** How often {@link #restart} was called; tells the processes of this host apart. */
    public int starts() {
        return starts;
    }

    /** The disk, which outlives the processes. */
    public SimulatedDisk disk() {
        return disk;
    }

    public boolean isUp() {
        return up;
    }

    /** Loses power: others hear nothing, and what the disk was not forced to keep may be lost. */
    public void crash() {
        network.note(name + " crashes");
        end();
        up = false;
        disk.crash();
        List<SimulatedConnection> open = new ArrayList<>(connections);
        connections.clear();
        ghosts.addAll(open);
        open.forEach(SimulatedConnection::crash);
    }

    /** Ends the process at once; the operating system lives on, resets its connections and writes what it has to write. */
    public void kill() {
        network.note(name + " is killed");
        end();
        disk.kill();
        new ArrayList<>(connections).forEach(SimulatedConnection::abort);
    }

    /** Starts a new process after {@link #crash} or {@link #kill}. What runs in it is the caller's business. */
    public void restart() {
        if (!loop.stopped()) {
            throw new IllegalStateException(name + " is running");
        }
        network.note(name + " restarts");
        starts++;
        up = true;
        disk.restart();
        loop = newLoop();
        loops = new SimulatedLoops(network.time(), loop);
        transport = new SimulatedTransport(network, this);
        randomness = newRandomness();
        ghosts.forEach(SimulatedConnection::hostChanged);
        ghosts.clear();
    }

    /** Makes the host one that can call others but hears nothing from those who call it. */
    public void behindNat(boolean now) {
        behindNat = now;
    }

    public boolean isBehindNat() {
        return behindNat;
    }

    /** Makes new calls to the host fail at once, as without a route. */
    public void unreachable(boolean now) {
        unreachable = now;
    }

    public boolean isUnreachable() {
        return unreachable;
    }

    /** How many connections of this host have not been proven, see {@link io.pipes.spi.transport.Connection#authenticated}. */
    public long halfOpen() {
        return connections.stream().filter(connection -> !connection.proven()).count();
    }

    public int connectionCount() {
        return connections.size();
    }

    void add(SimulatedConnection connection) {
        connections.add(connection);
    }

    void remove(SimulatedConnection connection) {
        connections.remove(connection);
    }

    void closeConnections() {
        new ArrayList<>(connections).forEach(SimulatedConnection::close);
    }

    @Nullable
    SimulatedListener listener(int port) {
        return listeners.get(port);
    }

    void take(SimulatedListener listener) {
        listeners.put(listener.address().port(), listener);
    }

    boolean release(SimulatedListener listener) {
        return listeners.remove(listener.address().port(), listener);
    }

    int freePort() {
        do {
            nextPort = nextPort == 65_535 ? FIRST_FREE_PORT : nextPort + 1;
        } while (listeners.containsKey(nextPort));
        return nextPort;
    }

    private void end() {
        if (loop.stopped()) {
            throw new IllegalStateException(name + " is not running");
        }
        loop.stop();
        listeners.clear();
    }

    private SimulatedLoop newLoop() {
        return new SimulatedLoop(network.time(), name + "#" + starts, network.buggify());
    }

    private SeededRandomness newRandomness() {
        return network.time().randomness(name + "#" + starts + "/randomness");
    }

    @Override
    public String toString() {
        return name;
    }
}
