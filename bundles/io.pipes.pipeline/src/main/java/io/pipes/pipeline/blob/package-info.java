// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Content that is too long for packets: sealed chunk by chunk, kept as blobs, and fetched from peers that have it: exchange {@code
 * blob.1}.
 *
 * <p>Not here: how packets refer to it, and where the bytes lie.
 */
@NullMarked
package io.pipes.pipeline.blob;

import org.jspecify.annotations.NullMarked;
