// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The file {@code api-token}: whoever can read it is the node's owner, so only its user can. */
public final class OwnerTokenFile {
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");
    private static final int MAX_BYTES = 256;

    private final Path path;

    public OwnerTokenFile(Path home) {
        path = home.resolve("api-token");
    }

    /** The token in the file; a new one when there is none or it is damaged, since it guards nothing that is stored. */
    String readOrCreate(Supplier<String> newToken) throws IOException {
        if (Files.isRegularFile(path) && Files.size(path) <= MAX_BYTES) {
            String text = Files.readString(path, StandardCharsets.US_ASCII).strip();
            if (TOKEN.matcher(text).matches()) {
                return text;
            }
        }
        String token = newToken.get();
        Path draft = path.resolveSibling("api-token.new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, (token + "\n").getBytes(StandardCharsets.US_ASCII), StandardOpenOption.SYNC);
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        return token;
    }
}
