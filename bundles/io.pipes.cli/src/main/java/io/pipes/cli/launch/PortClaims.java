// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports that this start wants and its node has not bound yet: two starts at the same time must not choose the same one. A claim ends with
 * the program at the latest.
 */
final class PortClaims implements AutoCloseable {
    private final Path folder =
            Path.of(System.getProperty("java.io.tmpdir"), "pipes-ports-" + System.getProperty("user.name"));
    private final List<FileChannel> held = new ArrayList<>();

    /** @return whether nobody else of this user claims it; also where claims cannot be made at all */
    boolean claim(int port) {
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                return false;
            }
            held.add(channel);
            return true;
        } catch (OverlappingFileLockException otherThread) {
            return false;
        } catch (IOException noClaims) {
            return true;
        }
    }

    @Override
    public void close() {
        for (FileChannel channel : held) {
            try {
                channel.close();
            } catch (IOException alreadyClosed) {
                // The claim is gone, as it should be.
            }
        }
    }
}
