// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A running hash over everything that happened. Two runs from one seed must end with the same hash; the notes tell where two runs
 * parted.
 */
public final class EventTrace {
    private static final int NOTES_KEPT = 200;
    private static final long PRIME = 0x9e3779b97f4a7c15L;

    private final Deque<Note> notes = new ArrayDeque<>();
    private long hash;
    private long entries;

    /** Becomes text when somebody reads it, which is rare. */
    private record Note(long nanos, String sentence) {
        @Override
        public String toString() {
            return "%,d us  %s".formatted(nanos / 1_000, sentence);
        }
    }

    /** Adds what happened as two numbers. */
    public void add(long first, long second) {
        long mixed = (hash ^ first) * PRIME;
        mixed = (mixed ^ (mixed >>> 32) ^ second) * PRIME;
        hash = mixed ^ (mixed >>> 29);
        entries++;
    }

    /** Adds a sentence; the last {@value #NOTES_KEPT} are kept for people. */
    public void note(long nanos, String sentence) {
        add(nanos, sentence.hashCode());
        if (notes.size() == NOTES_KEPT) {
            notes.removeFirst();
        }
        notes.addLast(new Note(nanos, sentence));
    }

    public long hash() {
        return hash;
    }

    /** How much was added. */
    public long entries() {
        return entries;
    }

    /** The last sentences, oldest first. */
    public List<String> notes() {
        return notes.stream().map(Note::toString).toList();
    }

    @Override
    public String toString() {
        return "%016x after %,d entries".formatted(hash, entries);
    }
}
