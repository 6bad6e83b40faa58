// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.cli.output.ByteCount;
import io.pipes.client.ClientException;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * The content of one message in a file of whoever types the command, of any length; {@code -} is standard input or output. The node gives and
 * takes it a piece at a time.
 */
final class ContentFile {
    /** So much is given to the node at once, in bytes. */
    private static final int PIECE_BYTES = 256 << 10;

    /** A node that has everything still waits for its disk, and for the key of the pipeline. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Session session;
    private final String file;
    private final Progress progress;

    /** @param file {@code -}, or a path */
    ContentFile(Session session, String file) {
        this.session = session;
        this.file = file;
        progress = new Progress(session.out());
    }

    private boolean isStandard() {
        return file.equals("-");
    }

    /** Publishes all of it as one message. */
    void publish(JsonObject params) {
        // Without the file nothing is begun.
        try (InputStream in = isStandard() ? session.in() : Files.newInputStream(Path.of(file))) {
            String size = isStandard() ? "" : " of " + ByteCount.text(Files.size(Path.of(file)));
            JsonObject asked = session.params()
                    .with("content", session.ask("content.publish", params).text("content", ""));
            long bytes = 0;
            for (byte[] piece = in.readNBytes(PIECE_BYTES); piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
                session.ask(
                        "content.write",
                        asked.with("base64", Base64.getEncoder().encodeToString(piece)),
                        PATIENCE);
                bytes += piece.length;
                progress.tell(ByteCount.text(bytes) + size);
            }
            JsonObject sent = session.ask("content.write", asked, PATIENCE);
            session.out()
                    .result(
                            sent.with("sizeBytes", bytes),
                            sent.text("receipt", "sent") + "  " + sent.text("message", "") + "  "
                                    + ByteCount.text(bytes));
        } catch (NoSuchFileException none) {
            throw new ClientException("not_found", "There is no file " + file + ".", false);
        } catch (IOException failure) {
            throw failed("read", failure);
        }
    }

    /**
     * Writes the content of a message. A file gets its name when it is whole and on the disk; when that fails in between, the next call goes on.
     *
     * @param params which message of which pipeline
     */
    void get(JsonObject params, boolean force) {
        if (isStandard()) {
            get(params, 0, session.out()::bytes);
            return;
        }
        Path path = Path.of(file);
        if (!force && Files.exists(path)) {
            throw exists();
        }
        Path folder = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path);
        try (ContentPart part = ContentPart.open(folder, params.text("message", ""))) {
            JsonObject got = get(params, part.size(), part::write);
            part.finish(path, force);
            session.out()
                    .result(
                            got,
                            "Wrote " + ByteCount.text(got.number("sizeBytes").orElse(0L)) + " to " + file + ".");
        } catch (FileAlreadyExistsException meanwhile) {
            throw exists();
        } catch (IOException failure) {
            throw failed("written", failure);
        }
    }

    /** Where pieces go. */
    private interface Sink {
        void write(byte[] piece) throws IOException;
    }

    private JsonObject get(JsonObject params, long from, Sink sink) {
        JsonObject opened = session.ask("content.open", params.with("fromBytes", from), PATIENCE);
        JsonObject asked = session.params().with("content", opened.text("content", ""));
        String size = " of " + ByteCount.text(opened.number("sizeBytes").orElse(0L));
        long at = from;
        try {
            for (JsonObject answer = read(asked); answer.text("base64").isPresent(); answer = read(asked)) {
                byte[] piece = Base64.getDecoder().decode(answer.text("base64", ""));
                if (piece.length == 0) {
                    long came = answer.number("cameBytes").orElse(0L);
                    progress.tell("fetched " + ByteCount.text(came) + size + " from other members");
                } else {
                    sink.write(piece);
                    at += piece.length;
                    progress.tell("written " + ByteCount.text(at) + size);
                }
            }
        } catch (IOException failure) {
            throw failed("written", failure);
        }
        return JsonObject.empty()
                .with("message", opened.text("message", ""))
                .with("contentType", opened.text("contentType", ""))
                .with("sizeBytes", at);
    }

    private JsonObject read(JsonObject asked) {
        return session.ask("content.read", asked, PATIENCE);
    }

    private ClientException exists() {
        return new ClientException(
                "already_exists", file + " exists. Choose another name, or replace it with --force.", false);
    }

    private ClientException failed(String what, IOException failure) {
        return new ClientException("storage", file + " cannot be " + what + ": " + failure + ".", false);
    }
}
