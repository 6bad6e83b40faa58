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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Optional;

/** A history in a file of whoever types the command; the node only gives and takes its bytes. */
final class ArchiveFile {
    /** So much is given to the node at once, in bytes. */
    private static final int CHUNK_BYTES = 256 << 10;

    private final Session session;
    private final Path path;
    private final Progress progress;
    private long bytes;

    ArchiveFile(Session session, Path path) {
        this.session = session;
        this.path = path;
        progress = new Progress(session.out());
    }

    /** Writes under another name and gives the file its own when it is whole and on the disk. */
    void write(String name, boolean contents, boolean force) {
        if (!force && Files.exists(path)) {
            throw exists();
        }
        JsonObject asked = session.params().with("name", name).withIfGiven("contents", contents ? true : null);
        String archive = session.ask("archive.export", asked).text("archive", "");
        try {
            Path folder = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path);
            // Only its owner can read it: it says who the members are.
            Path draft = Files.createTempFile(folder, ".pipes-", ".part");
            try {
                fill(draft, archive);
                publish(draft, force);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException meanwhile) {
            throw exists();
        } catch (IOException failure) {
            throw failed("written", failure);
        }
        session.out()
                .result(
                        JsonObject.empty().with("name", name).with("bytes", bytes),
                        "Exported '" + name + "' into " + path + " (" + bytes + " bytes).");
        session.out().hint("On another member's node: 'pipes pipeline import " + path.getFileName() + "'.");
    }

    private void fill(Path draft, String archive) throws IOException {
        try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            JsonObject asked = session.params().with("archive", archive);
            Optional<String> next = session.ask("archive.read", asked).text("base64");
            while (next.isPresent()) {
                ByteBuffer chunk = ByteBuffer.wrap(Base64.getDecoder().decode(next.get()));
                bytes += chunk.remaining();
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
                progress.tell(bytes + " bytes");
                next = session.ask("archive.read", asked).text("base64");
            }
            out.force(true);
        }
    }

    private void publish(Path draft, boolean force) throws IOException {
        if (force) {
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(draft, path);
        }
    }

    /** Gives the file to the node; what it has taken is durable there, also when the rest cannot be read. */
    void read() {
        try (InputStream in = Files.newInputStream(path)) {
            String archive = session.ask("archive.import", session.params()).text("archive", "");
            JsonObject asked = session.params().with("archive", archive);
            for (byte[] chunk = in.readNBytes(CHUNK_BYTES); chunk.length > 0; chunk = in.readNBytes(CHUNK_BYTES)) {
                JsonObject report = session.ask(
                        "archive.write",
                        asked.with("base64", Base64.getEncoder().encodeToString(chunk)));
                bytes += chunk.length;
                progress.tell(told(report));
            }
            JsonObject report = session.ask("archive.write", asked);
            session.out().result(report, "Imported into '" + report.text("name", "-") + "': " + told(report) + ".");
        } catch (NoSuchFileException none) {
            throw new ClientException("not_found", "There is no file " + path + ".", false);
        } catch (IOException failure) {
            throw failed("read", failure);
        }
    }

    private static String told(JsonObject report) {
        return report.number("packets").orElse(0L) + " packets new, "
                + report.number("known").orElse(0L) + " known, "
                + report.number("refused").orElse(0L) + " refused"
                + report.text("refusal").map(why -> " (" + why + ")").orElse("") + "; "
                + report.number("operations").orElse(0L) + " new in the membership log, "
                + report.number("contents").orElse(0L) + " large contents";
    }

    private ClientException exists() {
        return new ClientException(
                "already_exists", path + " exists. Choose another name, or replace it with --force.", false);
    }

    private ClientException failed(String what, IOException failure) {
        return new ClientException("storage", path + " cannot be " + what + ": " + failure + ".", false);
    }
}
