// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** Brings presence to every node. */
@Component(service = NodeExtension.class)
public final class PresenceExtension implements NodeExtension {
    @Override
    public String name() {
        return "presence";
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return PresenceAttachment.begin(node);
    }
}
