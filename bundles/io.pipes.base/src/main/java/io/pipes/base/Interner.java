// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Keeps of equal values that do not change only one, for as long as somebody uses it: nodes of one process know much of the same.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Interner<T> {
    private final Map<T, WeakReference<T>> known = new WeakHashMap<>();

    /** The value, or one that equals it and was here before. */
    public synchronized T one(T value) {
        WeakReference<T> reference = known.get(value);
        T before = reference == null ? null : reference.get();
        if (before != null) {
            return before;
        }
        known.put(value, new WeakReference<>(value));
        return value;
    }
}
