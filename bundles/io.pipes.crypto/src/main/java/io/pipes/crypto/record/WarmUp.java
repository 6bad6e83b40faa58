// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.record;

import io.pipes.base.MalformedException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Seals and opens records nobody needs until the compiler has replaced the interpreted cipher by the processor's own instructions. In a
 * fresh process the first gigabyte is many times slower otherwise.
 */
public final class WarmUp {
    private static final int RECORD = 16 << 10;

    private static final int BATCH = 250;

    /** After 15,000 calls any compiler has seen enough; one that was told to hurry has after a few hundred. */
    private static final int BATCHES = 80;

    /** So much quicker than the interpreter is only what was compiled. */
    private static final int QUICKER = 8;

    private static final AtomicBoolean DONE = new AtomicBoolean();

    private WarmUp() {}

    /** Takes 50 ms to a second of one processor the first time, and nothing after that. */
    public static void run() {
        if (DONE.compareAndSet(false, true)) {
            passUntilQuick();
        }
    }

    private static void passUntilQuick() {
        AesRecordCipher sealing = new AesRecordCipher(new byte[32]);
        AesRecordCipher opening = new AesRecordCipher(new byte[32]);
        long first = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            long begin = System.nanoTime();
            passRecords(sealing, opening, batch);
            long taken = System.nanoTime() - begin;
            if (batch == 0) {
                first = taken;
            } else if (taken < first / QUICKER) {
                return;
            }
        }
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
