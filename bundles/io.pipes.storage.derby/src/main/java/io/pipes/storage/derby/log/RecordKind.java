// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import org.jspecify.annotations.Nullable;

/** What a record is for; the code stands in its header, so that a recovering log need not open every seal. */
enum RecordKind {
    START(1),
    ENTRIES(2),
    DROP(3);

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    static @Nullable RecordKind of(byte code) {
        for (RecordKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
