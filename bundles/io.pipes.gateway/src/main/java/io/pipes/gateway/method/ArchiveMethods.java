// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.base.Bytes;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.spi.local.LocalPipelines;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code archive.*}: a pipeline's history as the bytes of a file. The file is the client's: this process opens none that a client names, so a
 * token reaches nothing of the owner's but histories.
 */
final class ArchiveMethods {
    private final Resolver resolver;

    ArchiveMethods(Resolver resolver) {
        this.resolver = resolver;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("archive.export", this::exporting);
        methods.put("archive.read", this::read);
        methods.put("archive.import", this::importing);
        methods.put("archive.write", this::write);
    }

    /** What goes on until it is over, the client cancels it, or leaves. */
    private interface Archive extends Client.Subscription {
        @Override
        default void grant(long count) {}

        @Override
        default void cancel() {}
    }

    private record Exporting(HistoryExport export) implements Archive {}

    private record Importing(HistoryImport into) implements Archive {}

    private LocalPipelines pipelines(Params params) {
        return Features.need(resolver.network(params), LocalPipelines.class, "pipeline");
    }

    private CompletionStage<JsonNode> exporting(Client client, Params params) {
        return pipelines(params)
                .exportHistory(params.needText("name"), params.flag("contents"))
                .thenApply(export -> begun(client, new Exporting(export)));
    }

    private CompletionStage<JsonNode> importing(Client client, Params params) {
        return CompletableFuture.completedFuture(
                begun(client, new Importing(pipelines(params).importHistory())));
    }

    private static ObjectNode begun(Client client, Archive archive) {
        String id = client.newSubscriptionId();
        client.add(id, archive);
        return Rows.object().put("archive", id);
    }

    private CompletionStage<JsonNode> read(Client client, Params params) {
        String id = params.needText("archive");
        if (!(client.subscription(id) instanceof Exporting exporting)) {
            throw Params.invalid("'archive' is what 'archive.export' has answered.");
        }
        return exporting.export().next().thenApply(next -> {
            if (next.isEmpty()) {
                client.forget(id);
            }
            return Rows.piece(next);
        });
    }

    private CompletionStage<JsonNode> write(Client client, Params params) {
        String id = params.needText("archive");
        if (!(client.subscription(id) instanceof Importing importing)) {
            throw Params.invalid("'archive' is what 'archive.import' has answered.");
        }
        Optional<Bytes> chunk = params.bytes("base64");
        if (chunk.isPresent()) {
            return importing.into().take(chunk.get()).thenApply(ArchiveMethods::row);
        }
        client.forget(id);
        return importing.into().finish().thenApply(ArchiveMethods::row);
    }

    private static ObjectNode row(ImportReport report) {
        return Rows.object()
                .put("name", report.pipeline().orElse(null))
                .put("operations", report.operations())
                .put("packets", report.packets())
                .put("known", report.known())
                .put("refused", report.refused())
                .put("refusal", report.refusal().orElse(null))
                .put("contents", report.contents())
                .put("complete", report.complete());
    }
}
