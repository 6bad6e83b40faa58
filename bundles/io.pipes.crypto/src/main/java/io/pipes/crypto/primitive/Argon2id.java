// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.primitive;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id version 1.3 (RFC 9106) with its cost.
 *
 * @param memoryKib 8,192 to 1,048,576
 * @param passes 1 to 16
 * @param lanes 1 to 16
 */
public record Argon2id(int memoryKib, int passes, int lanes) {
    /** About 200 ms on a machine of 2025. */
    public static final Argon2id STANDARD = new Argon2id(64 * 1024, 3, 4);

    public static final int SALT_BYTES = 16;

    private static final int MIN_MEMORY_KIB = 8 * 1024;
    private static final int MAX_MEMORY_KIB = 1024 * 1024;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;

    /** @throws IllegalArgumentException a cost outside the bounds: too cheap to protect, or dear enough to stop the machine */
    public Argon2id {
        if (!inBounds(memoryKib, passes, lanes)) {
            throw new IllegalArgumentException("Argon2id cost out of bounds");
        }
    }

    /** Whether a cost read from a file may be paid at all; asked before anything is allocated. */
    public static boolean inBounds(long memoryKib, long passes, long lanes) {
        return memoryKib >= MIN_MEMORY_KIB
                && memoryKib <= MAX_MEMORY_KIB
                && passes >= 1
                && passes <= MAX_PASSES
                && lanes >= 1
                && lanes <= MAX_LANES;
    }

    /** Stretches a passphrase (its UTF-8 bytes) to a key of {@code length} bytes. Uses {@code memoryKib} KiB of heap while it runs. */
    public byte[] stretch(byte[] passphrase, byte[] salt, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] out = new byte[length];
        generator.generateBytes(passphrase, out);
        return out;
    }
}
