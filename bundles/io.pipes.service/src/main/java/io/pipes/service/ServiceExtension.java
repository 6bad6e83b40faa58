// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service;

import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;

/** Brings services to every node. */
@Component(service = NodeExtension.class)
public final class ServiceExtension implements NodeExtension {
    @Override
    public String name() {
        return "service";
    }

    @Override
    public Collection<String> ownAreas() {
        return List.of("service/");
    }

    @Override
    public CompletionStage<Attachment> attach(NodeContext node) {
        return ServiceAttachment.begin(node);
    }
}
