// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.handshake;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.NetworkId;
import io.pipes.node.wire.Preface;
import io.pipes.node.wire.PrefaceKind;
import java.nio.ByteBuffer;

/** What both sides of a handshake must agree on without saying it: label, version, kind and network. */
final class Prologue {
    private Prologue() {}

    static Bytes of(PrefaceKind kind, NetworkId network) {
        Bytes label = Label.LINK_PROLOGUE.bytes();
        ByteBuffer out = ByteBuffer.allocate(label.size() + 2 + NetworkId.SIZE);
        label.writeTo(out);
        out.put((byte) Preface.VERSION).put((byte) kind.code());
        network.bytes().writeTo(out);
        return Bytes.wrap(out.array());
    }
}
