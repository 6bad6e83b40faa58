// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.PipelineId;
import io.pipes.spi.crypto.CryptoSuite;

/** Marks the packets of one pipeline for members, without naming it to anybody else. */
public final class RouteTag {
    public static final int BYTES = 16;

    private RouteTag() {}

    public static Bytes of(CryptoSuite suite, NetworkId network, PipelineId pipeline) {
        return suite.hash(Label.ROUTE_TAG.bytes(), network.bytes(), pipeline.bytes())
                .slice(0, BYTES);
    }
}
