// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

/** What kind of item comes next. */
public enum CborType {
    /** Positive, zero or negative. */
    INTEGER,
    BYTES,
    TEXT,
    ARRAY,
    MAP,
    BOOL,
    NULL
}
