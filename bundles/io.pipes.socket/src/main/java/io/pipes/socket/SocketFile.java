// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import io.pipes.spi.socket.Endpoint;
import io.pipes.spi.socket.SocketException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of one Unix socket that is listened at. Its methods block for as long as a file system takes. */
final class SocketFile {
    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    private static final String THIS_USER_ALONE = "rw-------";

    private final Endpoint.Unix endpoint;
    private final Path path;
    private volatile @Nullable Object ours;

    SocketFile(Endpoint.Unix endpoint) {
        this.endpoint = endpoint;
        path = Path.of(endpoint.path());
    }

    Path path() {
        return path;
    }

    /** Removes what a process that is gone has left there, and nothing else. */
    void makeRoom() throws SocketException {
        try {
            BasicFileAttributes found = attributes();
            if (!found.isOther()) {
                throw Failures.noSocket(endpoint);
            }
            if (somebodyListens()) {
                throw Failures.inUse(endpoint);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException free) {
            // As it should be.
        } catch (IOException trouble) {
            throw Failures.binding(endpoint, trouble);
        }
    }

    /** Lets nobody but this user in. */
    void protect() throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(THIS_USER_ALONE));
        }
        ours = attributes().fileKey();
    }

    /** Removes the file unless somebody else has put another one there. */
    void remove() {
        try {
            Object key = ours;
            if (key != null && key.equals(attributes().fileKey())) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException goneAlready) {
            // Netty removes it itself on some kinds of loops.
        } catch (IOException trouble) {
            LOG.warn("The file of the Unix socket {} could not be removed: {}", path, trouble.toString());
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whoever does not refuse is there, also one who is too busy to answer or does not let this user in. */
    private boolean somebodyListens() {
        try (SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            caller.configureBlocking(false);
            caller.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException unclear) {
            return true;
        }
    }
}
