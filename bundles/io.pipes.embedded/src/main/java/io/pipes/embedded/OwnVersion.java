// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of Pipes that the application depends on, as Maven writes it. */
final class OwnVersion {
    private OwnVersion() {}

    static String text() {
        try (InputStream in = OwnVersion.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("This jar of io.pipes.embedded is not whole");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
