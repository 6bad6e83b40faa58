// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.storage;

import io.pipes.base.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The blobs of one node: long byte sequences that never change, each known by the address of its {@link BlobManifest manifest}, read and
 * written a chunk at a time so that no more than chunks is ever in memory. What they contain is sealed by whoever writes them; the store
 * does not seal them once more.
 *
 * <p><b>Durability.</b> A blob is there once {@link BlobDraft#finish} completes, and then survives loss of power; before, nobody sees it.
 *
 * <p><b>Damage.</b> Each chunk is checked when it is read. One that is not what the manifest says, or a manifest that is not what the
 * address says, makes the blob absent; {@link #resume} goes on with what stands before the damage.
 *
 * <p><b>Threads.</b> Every method may be called from any thread and returns without blocking; stages complete on the loop given when the
 * store was opened.
 *
 * <p><b>Failure.</b> Stages fail with {@link StoreException}. After {@code FULL} or {@code FAILED} reading goes on.
 */
@ConsumerType
public interface BlobStore {
    /** Begins a blob whose address is not known yet. What is begun and never finished is gone when the store is opened again. */
    CompletionStage<BlobDraft> begin();

    /**
     * Begins a blob whose manifest is known, or goes on with it: chunks that were appended before, in an earlier life as well, are checked
     * and count. At most one draft of a blob is open at a time.
     *
     * @return fails with {@link IllegalStateException} when the blob is here
     */
    CompletionStage<BlobDraft> resume(BlobManifest manifest);

    /** Whether a blob is here, whole, as far as known without reading it. */
    boolean has(Bytes address);

    /** The manifest of a blob that is here. */
    CompletionStage<Optional<BlobManifest>> manifest(Bytes address);

    /**
     * One chunk of a blob that is here; empty if the blob is not, or is damaged there.
     *
     * @param index from 0, less than there are chunks; the stage of any other fails with {@link IndexOutOfBoundsException}
     */
    CompletionStage<Optional<Bytes>> chunk(Bytes address, int index);

    /** Removes a blob, and what there is of one that is not whole. Does nothing if there is nothing. */
    CompletionStage<Void> delete(Bytes address);

    /** The addresses of all blobs that are here, in order. */
    List<Bytes> list();

    /** Finishes what was begun and releases files; drafts are closed. Closing twice does nothing. */
    CompletionStage<Void> close();
}
