// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.io.IOException;

/** There is no room left on the medium. Another try makes sense once somebody has made some. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String path) {
        super("No room left to write " + path);
    }
}
