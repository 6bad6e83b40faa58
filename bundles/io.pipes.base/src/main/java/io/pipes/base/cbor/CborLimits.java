// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.cbor;

/** What every encoding keeps to, whatever the caller of a reader or writer would allow. */
public final class CborLimits {
    /** Arrays and maps inside each other. */
    public static final int MAX_DEPTH = 16;

    /** Items in one array, pairs in one map. */
    public static final int MAX_ITEMS = 4_096;

    private CborLimits() {}
}
