// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Many look or one changes. */
final class Guard {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    @FunctionalInterface
    interface Look<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    @FunctionalInterface
    interface Step<X extends Exception> {
        void run() throws X;
    }

    <T extends @Nullable Object, X extends Exception> T looking(Look<T, X> look) throws X {
        lock.readLock().lock();
        try {
            return look.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    <X extends Exception> void changing(Step<X> change) throws X {
        lock.writeLock().lock();
        try {
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
