// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

import io.pipes.benchmarks.process.Talk;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The least there is to do: appends to a file whose room is reserved, and forces it after each 1,000, or after each one. Argument: the file.
 */
public final class RawSide {
    private static final int FORCED = 1_000;

    private RawSide() {}

    public static void main(String[] arguments) throws Exception {
        Talk talk = Talk.begin();
        Path file = Path.of(arguments[0]);
        talk.say("ready");
        for (Optional<String[]> command = talk.next(); command.isPresent(); command = talk.next()) {
            int count = Integer.parseInt(command.get()[2]);
            int forced = command.get()[0].equals("single") ? 1 : FORCED;
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                reserve(out, (long) count * Notes.BYTES);
                long begin = System.nanoTime();
                append(out, count, forced);
                talk.say("appended", System.nanoTime() - begin);
            }
        }
        System.exit(0);
    }

    private static void reserve(FileChannel out, long bytes) throws Exception {
        ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < bytes; at += zeros.capacity()) {
            out.write(zeros.clear(), at);
        }
        out.force(true);
        out.position(0);
    }

    private static void append(FileChannel out, int count, int forced) throws Exception {
        for (int i = 1; i <= count; i++) {
            out.write(ByteBuffer.wrap(Notes.bytes(i)));
            if (i % forced == 0 || i == count) {
                out.force(false);
            }
        }
    }
}
