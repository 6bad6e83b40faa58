// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import io.pipes.spi.crypto.ValueCipher;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Lends codecs to threads, because a cipher belongs to one thread at a time. */
public final class Codecs {
    private final String store;
    private final Supplier<ValueCipher> ciphers;
    private final ConcurrentLinkedQueue<RecordCodec> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param store name that every record is bound to
     * @param ciphers make ciphers under the store's key
     */
    public Codecs(String store, Supplier<ValueCipher> ciphers) {
        this.store = store;
        this.ciphers = ciphers;
    }

    RecordCodec take() {
        RecordCodec codec = idle.poll();
        return codec == null ? new RecordCodec(store, ciphers.get()) : codec;
    }

    void giveBack(RecordCodec codec) {
        idle.add(codec);
    }
}
