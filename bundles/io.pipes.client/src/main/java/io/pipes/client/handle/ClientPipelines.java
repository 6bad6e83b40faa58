// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.Task;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.api.pipeline.Pipeline;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Pipelines;
import io.pipes.base.id.NetworkId;
import io.pipes.client.row.Histories;
import io.pipes.client.row.Params;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientPipelines implements Pipelines {
    private final Calls calls;
    private final Senders senders;
    private final NetworkId network;

    ClientPipelines(Calls calls, Senders senders, NetworkId network) {
        this.calls = calls;
        this.senders = senders;
        this.network = network;
    }

    private ObjectNode params() {
        return Params.none().put("network", network.text());
    }

    @Override
    public Pipeline get(String name) {
        return new ClientPipeline(calls, senders, network, name);
    }

    @Override
    public CompletionStage<Pipeline> create(String name, PipelineKind kind, PipelineSettings settings) {
        ObjectNode params = params().put("name", name).put("kind", kind.text());
        return created(name, SettingsParams.with(params, PipelineChange.to(settings)));
    }

    @Override
    public CompletionStage<Pipeline> createWith(String name, String node) {
        return created(name, params().put("name", name).put("with", node));
    }

    private CompletionStage<Pipeline> created(String name, ObjectNode params) {
        return calls.write("pipeline.create", params, row -> get(name));
    }

    @Override
    public CompletionStage<Pipeline> open(String name, PipelineKind kind) {
        return calls.read("pipeline.open", params().put("name", name).put("kind", kind.text()), row -> get(name));
    }

    @Override
    public Task<ImportReport> importFrom(InputStream file) {
        return FileToNode.read(calls, "archive", "archive.import", params(), file, Histories::imported);
    }

    @Override
    public CompletionStage<List<PipelineInfo>> list() {
        return calls.list("pipeline.list", params(), Histories::pipeline);
    }

    @Override
    public Flow.Publisher<PipelineInfo> changes() {
        return calls.feed(() -> new Watching<>("pipeline.watch", params(), row -> Histories.pipeline(row)) {
            @Override
            public Iterable<JsonNode> items(String what, JsonNode said) {
                return List.of(said.path("pipeline"));
            }
        });
    }
}
