// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.Records;
import java.nio.ByteBuffer;

/**
 * The arrays in which records are made and opened. All links of one loop share them, because each uses them only while it runs and
 * never keeps anything in them.
 */
public final class Scratch {
    final FrameWriter frames = new FrameWriter();
    final FrameReader reader = new FrameReader();
    final byte[] opened = new byte[Records.MAX_PLAIN];
    final byte[] sealed = new byte[Records.HEAD + Records.MAX_SEALED];
    final ByteBuffer sealedView = ByteBuffer.wrap(sealed);
}
