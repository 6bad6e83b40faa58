// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.storage;

import io.pipes.base.Disk;
import io.pipes.base.DiskPath;
import io.pipes.testkit.time.Buggify;
import io.pipes.testkit.time.SeededRandomness;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A disk in memory that crashes, tears writes, forgets what was not forced, runs full and reports errors, as {@link Disk} says a disk
 * may. What exactly a crash destroys is decided by the seed.
 *
 * <p>It outlives the process that uses it: {@link #crash} is a loss of power, {@link #kill} the end of the process only (nothing that
 * was written is lost then), and {@link #restart} lets the next process begin.
 *
 * <p><b>Threads.</b> Any. Only users on one thread get the same run again.
 */
public final class SimulatedDisk implements Disk {
    private static final double CHANCE = 0.5;

    private final SeededRandomness randomness;
    private final DiskFaults faults;
    private final NavigableMap<String, SimulatedFile> files = new TreeMap<>();
    private final Map<String, SimulatedFile> deleted = new TreeMap<>();
    private long capacity = Long.MAX_VALUE;
    private int process;

    public SimulatedDisk(long seed) {
        this(new SeededRandomness(seed), Buggify.OFF);
    }

    /** @param buggify makes reads short now and then (point {@code short-read}) */
    public SimulatedDisk(SeededRandomness randomness, Buggify buggify) {
        this.randomness = randomness;
        faults = new DiskFaults(this, randomness.split("faults"), buggify);
    }

    /** What goes wrong and when. */
    public DiskFaults faults() {
        return faults;
    }

    /** Makes the disk so large, in bytes; by default it never runs full. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** Loses power: of what was not forced, any part is lost or torn. Everything fails until {@link #restart}. */
    public synchronized void crash() {
        kill();
        files.entrySet().removeIf(file -> !file.getValue().isNamed() && randomness.chance(CHANCE));
        deleted.forEach((path, file) -> {
            if (randomness.chance(CHANCE)) {
                files.putIfAbsent(path, file);
            }
        });
        deleted.clear();
        files.values().forEach(file -> file.losePower(randomness));
    }

    /** Ends the process that uses the disk: its open files are gone, its writes are not. Everything fails until {@link #restart}. */
    public synchronized void kill() {
        process++;
        faults.powerOff();
        files.values().forEach(file -> file.abandoned(randomness.chance(CHANCE)));
    }

    /** Lets the next process use the disk. Open files of the one before stay closed. */
    public synchronized void restart() {
        faults.powerOn();
    }

    /** Inverts one bit of a file, unnoticed, as a dying medium does. */
    public synchronized void flipBit(String path, long bit) {
        existing(path).flipBit(bit);
    }

    /** Cuts a file off, unnoticed and for good. */
    public synchronized void cut(String path, long size) {
        existing(path).cut(size);
    }

    /** The size of a file, seen from outside. */
    public synchronized long size(String path) {
        return existing(path).size();
    }

    /** Another disk with the same files, as from a backup or a cloned machine. */
    public synchronized SimulatedDisk copy(long seed) {
        SimulatedDisk copy = new SimulatedDisk(seed);
        files.forEach((path, file) -> copy.files.put(path, file.copy()));
        return copy;
    }

    @Override
    public synchronized DiskFile open(String path) throws IOException {
        DiskPath.check(path);
        faults.begin(DiskFaults.Operation.OPEN, path);
        SimulatedFile file = files.computeIfAbsent(path, name -> new SimulatedFile());
        file.opened(path);
        faults.end();
        return new OpenSimulatedFile(this, path, file, process);
    }

    @Override
    public synchronized boolean exists(String path) throws IOException {
        faults.checkPower();
        return files.containsKey(DiskPath.check(path));
    }

    @Override
    public synchronized List<String> list(String folder) throws IOException {
        faults.begin(DiskFaults.Operation.LIST, folder);
        String start = folder.isEmpty() ? "" : DiskPath.check(folder) + "/";
        return files.keySet().stream()
                .filter(path -> path.startsWith(start) && path.indexOf('/', start.length()) < 0)
                .map(path -> path.substring(start.length()))
                .toList();
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        DiskPath.check(path);
        faults.begin(DiskFaults.Operation.DELETE, path);
        SimulatedFile file = files.remove(path);
        if (file != null && file.isNamed()) {
            deleted.put(path, file);
        }
        faults.end();
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        DiskPath.check(from);
        DiskPath.check(to);
        faults.begin(DiskFaults.Operation.RENAME, from);
        SimulatedFile file = files.get(from);
        if (file == null) {
            throw new NoSuchFileException(from);
        }
        if (file.isOpen()) {
            throw new IOException(from + " is open");
        }
        files.remove(from);
        files.put(to, file);
        named(to, file);
        faults.end();
    }

    @Override
    public synchronized long usableBytes() throws IOException {
        faults.checkPower();
        return Math.max(0, capacity - used());
    }

    /** Called when the name of a file has become durable: what had it before will not come back. */
    void named(String path, SimulatedFile file) {
        file.name();
        deleted.remove(path);
    }

    /** Room for files to grow into, this one's own reserve included. */
    long room(SimulatedFile file) {
        return Math.max(0, capacity - used() + file.reserve());
    }

    void checkProcess(int opener) throws IOException {
        faults.checkPower();
        if (opener != process) {
            throw new IOException("The process that opened the file has ended");
        }
    }

    /** Closes a file on behalf of the process that opened it; one that has ended has nothing open any more. */
    void release(SimulatedFile file, int opener) {
        if (opener == process) {
            file.closed();
        }
    }

    private long used() {
        return files.values().stream().mapToLong(SimulatedFile::occupied).sum();
    }

    private SimulatedFile existing(String path) {
        SimulatedFile file = files.get(path);
        if (file == null) {
            throw new IllegalArgumentException("There is no file " + path);
        }
        return file;
    }
}
