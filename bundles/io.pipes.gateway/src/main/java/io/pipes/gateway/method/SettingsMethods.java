// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipelines;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code pipeline.set}. */
final class SettingsMethods {
    private final Resolver resolver;

    SettingsMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("pipeline.set", this::set);
    }

    private CompletionStage<JsonNode> set(Client client, Params params) {
        LocalNetwork network = resolver.network(params);
        PipelineChange said = SettingsParams.read(params);
        PipelineChange change = params.text("kind")
                .map(SettingsParams::kind)
                .map(kind -> toKind(kind, said))
                .orElse(said);
        if (change.equals(PipelineChange.NOTHING)) {
            throw Params.invalid("Nothing is to change. Say what: kind, history, retain, publishRole, readRole, rotate"
                    + " or metadata.");
        }
        return Features.need(network, LocalPipelines.class, PipelineMethods.FEATURE)
                .change(params.needText("name"), change)
                .thenApply(pipeline -> Rows.pipeline(pipeline.info()));
    }

    private static PipelineChange toKind(PipelineKind kind, PipelineChange change) {
        if (kind != PipelineKind.PERSISTENT) {
            throw Params.invalid("A live pipeline can become persistent, and nothing else can change its kind.");
        }
        return change.toPersistent();
    }

    /** Adds to a pipeline's row what can be changed about every pipeline. */
    static ObjectNode addTo(ObjectNode row, PipelineSettings settings) {
        row.put("publishRole", settings.publish().text())
                .put("readRole", settings.read().text())
                .put("rotation", settings.rotation().text());
        ObjectNode metadata = row.putObject("metadata");
        settings.metadata().forEach(metadata::put);
        return row;
    }
}
