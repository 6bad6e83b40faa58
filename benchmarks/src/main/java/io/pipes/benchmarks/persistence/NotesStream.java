// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import java.io.InputStream;
import java.util.Objects;

/** The first notes, one behind the other: one content whose bytes nobody needs to hold. */
final class NotesStream extends InputStream {
    private final long count;
    private byte[] note = {};
    private long number;
    private int at;

    NotesStream(long count) {
        this.count = count;
    }

    @Override
    public int read() {
        return fill() ? note[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (!fill()) {
            return length == 0 ? 0 : -1;
        }
        int given = Math.min(length, note.length - at);
        System.arraycopy(note, at, into, offset, given);
        at += given;
        return given;
    }

    /** Whether there is a next byte. */
    private boolean fill() {
        if (at == note.length && number < count) {
            note = Notes.bytes(number++);
            at = 0;
        }
        return at < note.length;
    }
}
