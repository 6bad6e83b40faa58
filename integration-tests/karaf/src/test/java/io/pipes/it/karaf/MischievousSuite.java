// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import io.pipes.base.MalformedException;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.RecordCipher;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * PIPES1 with one difference: now and then it changes what a link says, before it seals it. So a member with good keys sends records that
 * open and hold anything.
 */
final class MischievousSuite {
    /** One record in so many is changed. */
    private static final int SELDOM = 4;

    private final AtomicInteger changed = new AtomicInteger();
    private final Random chance;
    private volatile boolean tempted;

    MischievousSuite(long seed) {
        chance = new Random(seed);
    }

    /** The suite; honest until {@link #tempt}. */
    CryptoSuite suite() {
        Pipes1Suite honest = new Pipes1Suite();
        return (CryptoSuite) Proxy.newProxyInstance(
                CryptoSuite.class.getClassLoader(), new Class<?>[] {CryptoSuite.class}, (self, method, arguments) -> {
                    try {
                        Object result = method.invoke(honest, arguments);
                        return result instanceof RecordCipher cipher ? new Mischief(cipher) : result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    void tempt() {
        tempted = true;
    }

    void calm() {
        tempted = false;
    }

    /** How many records were changed so far. */
    int changed() {
        return changed.get();
    }

    private final class Mischief implements RecordCipher {
        private final RecordCipher honest;

        Mischief(RecordCipher honest) {
            this.honest = honest;
        }

        @Override
        public int seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            if (!tempted || chance.nextInt(SELDOM) != 0) {
                return honest.seal(counter, in, inOffset, length, out, outOffset);
            }
            changed.incrementAndGet();
            byte[] frames = Arrays.copyOfRange(in, inOffset, inOffset + length);
            change(frames);
            return honest.seal(counter, frames, 0, length, out, outOffset);
        }

        @Override
        public int open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset)
                throws MalformedException {
            return honest.open(counter, in, inOffset, length, out, outOffset);
        }
    }

    private void change(byte[] frames) {
        switch (chance.nextInt(5)) {
            case 0 -> chance.nextBytes(frames);
            case 1 -> Arrays.fill(frames, (byte) 0);
            case 2 -> Arrays.fill(frames, (byte) 0xff);
            // The first frame's type, exchange or length.
            case 3 -> frames[chance.nextInt(Math.min(4, frames.length))] = (byte) chance.nextInt();
            default -> frames[chance.nextInt(frames.length)] ^= (byte) (1 << chance.nextInt(8));
        }
    }
}
