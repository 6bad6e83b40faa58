// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.Records;

/**
 * The arrays in which records are made and opened. All links of one loop share them, because each uses them only while it runs and
 * never keeps anything in them; and the memory that they take turns to
 * keep sealed records in.
 */
public final class Scratch {
    final FrameWriter frames = new FrameWriter();
    final FrameReader reader = new FrameReader();
    final byte[] opened = new byte[Records.MAX_PLAIN];
    final ChunkPool chunks = new ChunkPool();
}
