// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import org.jspecify.annotations.Nullable;

/** The index does not work any more; it has to be made anew from the log. */
final class IndexException extends Exception {
    private static final long serialVersionUID = 1L;

    IndexException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
