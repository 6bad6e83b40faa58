// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.blob;

import io.pipes.api.message.LargeContent;
import io.pipes.base.Bytes;
import io.pipes.pipeline.packet.BlobReference;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The content of a message, in a blob that is here or is fetched. */
final class BlobContent implements LargeContent {
    private final BlobNode blobs;
    private final BlobReference reference;

    BlobContent(BlobNode blobs, BlobReference reference) {
        this.blobs = blobs;
        this.reference = reference;
    }

    BlobReference reference() {
        return reference;
    }

    @Override
    public long size() {
        return reference.size();
    }

    @Override
    public boolean isHere() {
        return blobs.has(reference.address());
    }

    @Override
    public CompletionStage<Long> came() {
        return blobs.came(reference);
    }

    @Override
    public Flow.Publisher<Bytes> bytes(long from) {
        Objects.checkFromToIndex(from, size(), size());
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            blobs.read(reference, from, subscriber);
        };
    }

    @Override
    public String toString() {
        return "LargeContent[" + reference.size() + " bytes]";
    }
}
