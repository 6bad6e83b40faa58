// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import io.pipes.base.Bytes;

/** The one check that the constructors of all ids make. */
final class IdSize {
    private IdSize() {}

    static void check(Bytes bytes, int size, String kind) {
        if (bytes.size() != size) {
            throw new IllegalArgumentException(
                    "The id of this kind of thing, " + kind + ", has " + size + " bytes, not " + bytes.size());
        }
    }
}
