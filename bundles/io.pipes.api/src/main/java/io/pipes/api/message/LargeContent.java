// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The content of a message that is too long to be part of it. Nodes that can read the message fetch it by themselves, so it is mostly here
 * before somebody asks for it. May be used from any thread.
 */
@ProviderType
public interface LargeContent {
    /** In bytes. */
    long size();

    /** Whether all of it is on this node. */
    boolean isHere();

    /** How much of it has come to this node so far, in bytes; all of it if it is here. */
    CompletionStage<Long> came();

    /** As {@link #bytes(long)}, from the first byte on. */
    default Flow.Publisher<Bytes> bytes() {
        return bytes(0);
    }

    /**
     * The content in order, for each subscriber, in pieces of up to 256 KiB; the next piece is read when it was asked for. Waits for what is
     * not here yet.
     *
     * @param from how many bytes to pass over, 0 to {@link #size}
     * @return a publisher that fails with {@code UNREACHABLE} when nothing of it has come for a minute, {@code STORAGE} when the disk fails,
     *     {@code REFUSED} when what the author published is not what it said, {@code FEATURE_MISSING} while the feature is being replaced
     */
    Flow.Publisher<Bytes> bytes(long from);
}
