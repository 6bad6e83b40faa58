// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.live;

import io.pipes.base.id.PacketId;

/** How a published message is called: by its packet and its place in it. */
final class MessageNames {
    private MessageNames() {}

    static String of(PacketId packet, int index) {
        return packet.text() + "." + index;
    }
}
