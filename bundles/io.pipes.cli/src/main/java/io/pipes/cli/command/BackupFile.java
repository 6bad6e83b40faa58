// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** A backup in a file of whoever types the command; the node only gives and takes its bytes. */
final class BackupFile {
    /** So much is given to the node at once, in bytes. */
    private static final int CHUNK_BYTES = 256 << 10;

    private static final Set<PosixFilePermission> EVERYBODY = PosixFilePermissions.fromString("------rw-");
    private static final int MAX_PASSPHRASE_BYTES = 1_024;
    private static final long TELL_NANOS = 1_000_000_000L;

    private final Session session;
    private final Path path;
    private final Path passphraseFile;
    private long bytes;
    private long toldNanos = System.nanoTime();

    BackupFile(Session session, Path path, Path passphraseFile) {
        this.session = session;
        this.path = path;
        this.passphraseFile = passphraseFile;
    }

    /** Writes under another name and gives the file its own when it is whole and on the disk. */
    long write() {
        if (Files.exists(path)) {
            throw exists();
        }
        try {
            String backup = begin("backup.create");
            Path folder = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path);
            Path draft = Files.createTempFile(folder, ".pipes-", ".part");
            try {
                fill(draft, backup);
                Files.move(draft, path);
                force(folder);
            } finally {
                Files.deleteIfExists(draft);
            }
            return bytes;
        } catch (FileAlreadyExistsException meanwhile) {
            throw exists();
        } catch (IOException failure) {
            throw failed("written", failure);
        }
    }

    private void fill(Path draft, String backup) throws IOException {
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            JsonObject asked = JsonObject.empty().with("backup", backup);
            Optional<String> next = session.ask("backup.read", asked).text("base64");
            while (next.isPresent()) {
                ByteBuffer chunk = ByteBuffer.wrap(Base64.getDecoder().decode(next.get()));
                bytes += chunk.remaining();
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
                tell();
                next = session.ask("backup.read", asked).text("base64");
            }
            out.force(true);
        }
    }

    /** The name is durable, too. */
    private static void force(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Gives the file to the node, which keeps it when all of it was good. */
    JsonObject read() {
        try (InputStream in = Files.newInputStream(path)) {
            JsonObject asked = JsonObject.empty().with("backup", begin("backup.restore"));
            for (byte[] chunk = in.readNBytes(CHUNK_BYTES); chunk.length > 0; chunk = in.readNBytes(CHUNK_BYTES)) {
                session.ask(
                        "backup.write", asked.with("base64", Base64.getEncoder().encodeToString(chunk)));
                bytes += chunk.length;
                tell();
            }
            return session.ask("backup.write", asked);
        } catch (NoSuchFileException none) {
            throw new ClientException("not_found", "There is no file " + path + ".", false);
        } catch (IOException failure) {
            throw failed("read", failure);
        }
    }

    private String begin(String method) {
        return session.ask(method, JsonObject.empty().with("passphrase", passphrase()))
                .text("backup", "");
    }

    /** What is in the file without one line end behind it, in base64. As for a node's own passphrase, the file is not everybody's. */
    private String passphrase() {
        if (isOpenToEverybody()) {
            throw new ClientException(
                    "invalid_argument",
                    "The passphrase file " + passphraseFile
                            + " is open to everybody on this machine. Close it: chmod o= " + passphraseFile
                            + ". If somebody may have read it, take another passphrase.",
                    false);
        }
        try (InputStream in = Files.newInputStream(passphraseFile)) {
            byte[] all = in.readNBytes(MAX_PASSPHRASE_BYTES + 1);
            int length = all.length;
            if (length > 0 && all[length - 1] == '\n') {
                length--;
            }
            if (length > 0 && length < all.length && all[length - 1] == '\r') {
                length--;
            }
            if (length == 0 || all.length > MAX_PASSPHRASE_BYTES) {
                throw new ClientException(
                        "invalid_argument",
                        "The passphrase file " + passphraseFile
                                + " must hold 1 to 1,022 bytes. Put the passphrase into it.",
                        false);
            }
            byte[] passphrase = Arrays.copyOf(all, length);
            Arrays.fill(all, (byte) 0);
            return Base64.getEncoder().encodeToString(passphrase);
        } catch (IOException unreadable) {
            throw new ClientException(
                    "invalid_argument",
                    "The passphrase file " + passphraseFile + " cannot be read. Check its name and its permissions.",
                    false);
        }
    }

    private boolean isOpenToEverybody() {
        try {
            return Files.getPosixFilePermissions(passphraseFile).stream().anyMatch(EVERYBODY::contains);
        } catch (IOException | UnsupportedOperationException unknown) {
            // Reading it will tell; and where there are no such permissions, there is nothing to see.
            return false;
        }
    }

    /** Once a second, so that who waits sees that it goes on. */
    private void tell() {
        long now = System.nanoTime();
        if (now - toldNanos >= TELL_NANOS) {
            toldNanos = now;
            session.out().note(bytes + " bytes");
        }
    }

    private ClientException exists() {
        return new ClientException("already_exists", path + " exists. Choose another name.", false);
    }

    private ClientException failed(String what, IOException failure) {
        return new ClientException("storage", path + " cannot be " + what + ": " + failure + ".", false);
    }
}
