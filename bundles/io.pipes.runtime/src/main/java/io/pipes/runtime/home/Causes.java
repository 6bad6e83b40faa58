// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in a few words why the file system refused. Java's own messages are often nothing but the path. */
final class Causes {
    private Causes() {}

    static String inWords(IOException trouble) {
        if (trouble instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (trouble instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (trouble instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason() + ": " + refused.getFile();
        }
        return String.valueOf(trouble.getMessage());
    }
}
