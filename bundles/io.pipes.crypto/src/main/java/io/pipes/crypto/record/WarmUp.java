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

    /** The compiler has seen enough after 15,000 calls. */
    private static final int RECORDS = 20_000;

    private static final AtomicBoolean DONE = new AtomicBoolean();

    private WarmUp() {}

    /** Takes about half a second of one processor the first time, and nothing after that. */
    public static void run() {
        if (DONE.compareAndSet(false, true)) {
            passRecords();
        }
    }

    private static void passRecords() {
        AesRecordCipher sealing = new AesRecordCipher(new byte[32]);
        AesRecordCipher opening = new AesRecordCipher(new byte[32]);
        byte[] plain = new byte[RECORD];
        byte[] sealed = new byte[RECORD + AesRecordCipher.OVERHEAD];
        byte[] opened = new byte[RECORD];
        try {
            for (int i = 0; i < RECORDS; i++) {
                int length = sealing.seal(i, plain, 0, RECORD, sealed, 0);
                opening.open(i, sealed, 0, length, opened, 0);
            }
        } catch (MalformedException e) {
            throw new IllegalStateException("what was sealed does not open", e);
        }
    }
}
