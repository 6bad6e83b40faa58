// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.record;

import io.pipes.base.MalformedException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Seals and opens records nobody needs until the compiler has replaced the interpreted cipher by the processor's own instructions. In a
 * fresh process the first gigabyte is many times slower otherwise.
 */
public final class WarmUp {
    private static final int RECORD = 16 << 10;

    private static final int BATCH = 250;

    /** A second is enough for any compiler, and one that was told to hurry needs a fifth of it. What takes longer is not coming. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** So much quicker than the interpreter is only what was compiled. */
    private static final int QUICKER = 8;

    /** What a Java that was told to compile quickly and never well says of itself: it does not use those instructions at all. */
    private static final String NEVER_WELL = "emulated-client";

    private static final AtomicBoolean DONE = new AtomicBoolean();

    private WarmUp() {}

    /** Takes 50 ms to a second of one processor the first time, and nothing after that; never much more than two seconds. */
    public static void run() {
        if (DONE.compareAndSet(false, true) && canBeQuick(System.getProperty("java.vm.info", ""))) {
            passUntilQuick(System::nanoTime);
        }
    }

    static boolean canBeQuick(String machine) {
        return !machine.contains(NEVER_WELL);
    }

    /** @return how many batches it took */
    static int passUntilQuick(LongSupplier clock) {
        AesRecordCipher sealing = new AesRecordCipher(new byte[32]);
        AesRecordCipher opening = new AesRecordCipher(new byte[32]);
        long begin = clock.getAsLong();
        long first = passBatch(sealing, opening, 0, clock);
        int batches = 1;
        long last = first;
        while (last >= first / QUICKER && clock.getAsLong() - begin < MOST_NANOS) {
            last = passBatch(sealing, opening, batches, clock);
            batches++;
        }
        return batches;
    }

    /** @return how long it took, in nanoseconds */
    private static long passBatch(AesRecordCipher sealing, AesRecordCipher opening, int batch, LongSupplier clock) {
        long begin = clock.getAsLong();
        passRecords(sealing, opening, batch);
        return clock.getAsLong() - begin;
    }

    private static void passRecords(AesRecordCipher sealing, AesRecordCipher opening, int batch) {
        byte[] plain = new byte[RECORD];
        byte[] sealed = new byte[RECORD + AesRecordCipher.OVERHEAD];
        byte[] opened = new byte[RECORD];
        try {
            for (int i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
                int length = sealing.seal(i, plain, 0, RECORD, sealed, 0);
                opening.open(i, sealed, 0, length, opened, 0);
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("what was sealed does not open", e);
        }
    }
}
