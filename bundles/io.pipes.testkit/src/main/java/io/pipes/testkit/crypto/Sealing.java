// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/** Hides bytes under a stream of numbers and detects every change by a keyed hash, as an authenticated cipher would. */
final class Sealing {
    static final int TAG = 16;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final long one;
    private final long two;

    private Sealing(KeyedHash hash) {
        one = hash.result(10);
        two = hash.result(11);
    }

    /** The sealing whose key is made of all these parts; any other part makes another one. */
    static Sealing under(byte[]... parts) {
        KeyedHash hash = new KeyedHash(0, parts.length);
        for (byte[] part : parts) {
            hash.add(part);
        }
        return new Sealing(hash);
    }

    Bytes seal(Bytes plain) {
        byte[] out = new byte[plain.size() + TAG];
        seal(0, plain.toArray(), 0, plain.size(), out, 0);
        return Bytes.wrap(out);
    }

    Bytes open(Bytes sealed) throws MalformedException {
        if (sealed.size() < TAG) {
            throw new MalformedException("sealed bytes are too short");
        }
        byte[] out = new byte[sealed.size() - TAG];
        open(0, sealed.toArray(), 0, sealed.size(), out, 0);
        return Bytes.wrap(out);
    }

    int seal(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, length + TAG, out.length);
        hide(counter, in, inOffset, length, out, outOffset);
        KeyedHash tag = tag(counter, out, outOffset, length);
        WORDS.set(out, outOffset + length, tag.result(0));
        WORDS.set(out, outOffset + length + Long.BYTES, tag.result(1));
        return length + TAG;
    }

    int open(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws MalformedException {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        int plain = length - TAG;
        if (plain < 0) {
            throw new MalformedException("sealed bytes are too short");
        }
        Objects.checkFromIndexSize(outOffset, plain, out.length);
        KeyedHash tag = tag(counter, in, inOffset, plain);
        long first = (long) WORDS.get(in, inOffset + plain);
        long second = (long) WORDS.get(in, inOffset + plain + Long.BYTES);
        if (first != tag.result(0) || second != tag.result(1)) {
            throw new MalformedException("sealed bytes do not open here");
        }
        hide(counter, in, inOffset, plain, out, outOffset);
        return plain;
    }

    private KeyedHash tag(long counter, byte[] sealed, int offset, int length) {
        return new KeyedHash(two, counter).add(sealed, offset, length);
    }

    private void hide(long counter, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        long state = KeyedHash.mix(one ^ counter * STEP);
        int done = 0;
        for (; done + Long.BYTES <= length; done += Long.BYTES) {
            long word = (long) WORDS.get(in, inOffset + done) ^ KeyedHash.mix(state += STEP);
            WORDS.set(out, outOffset + done, word);
        }
        for (long rest = KeyedHash.mix(state + STEP); done < length; done++, rest >>>= Byte.SIZE) {
            out[outOffset + done] = (byte) (in[inOffset + done] ^ rest);
        }
    }
}
