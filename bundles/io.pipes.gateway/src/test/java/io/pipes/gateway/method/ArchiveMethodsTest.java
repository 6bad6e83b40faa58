// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.pipeline.HistoryExport;
import io.pipes.api.pipeline.HistoryImport;
import io.pipes.api.pipeline.ImportReport;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import io.pipes.gateway.rpc.Recording;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How archives travel in JSON. */
class ArchiveMethodsTest {
    private final Map<String, Method> methods = new TreeMap<>();
    private final Client client = new Client(new Recording());

    @BeforeEach
    void begin() {
        SampleNetwork network = new SampleNetwork(
                NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE])), "home", List.of(), Optional.of(new Sample()));
        Resolver resolver = new Resolver(() -> new SampleNetworks(List.of(network), true), () -> {
            throw new IllegalStateException("nobody asks for identities");
        });
        new ArchiveMethods(resolver).addTo(methods);
    }

    @Test
    void an_export_is_read_piece_by_piece_and_then_over() {
        String archive = call("archive.export", "name", "notes").get("archive").asText();

        assertThat(call("archive.read", "archive", archive).get("base64").asText())
                .isEqualTo("b25l");
        assertThat(call("archive.read", "archive", archive).get("base64").asText())
                .isEqualTo("dHdv");
        assertThat(call("archive.read", "archive", archive).get("base64").isNull())
                .isTrue();
        assertRefused(PipesException.Code.NOT_FOUND, "archive.read", "archive", archive);
    }

    @Test
    void contents_are_exported_where_they_are_asked_for() {
        ObjectNode params =
                JsonNodeFactory.instance.objectNode().put("name", "notes").put("contents", true);
        String archive = call("archive.export", params).get("archive").asText();

        call("archive.read", "archive", archive);
        call("archive.read", "archive", archive);
        assertThat(call("archive.read", "archive", archive).get("base64").asText())
                .isEqualTo("YmxvYg==");
    }

    @Test
    void an_import_says_after_each_piece_what_became_of_all() {
        String archive = call("archive.import").get("archive").asText();

        assertThat(call("archive.write", "archive", archive, "base64", "b25l")
                        .get("packets")
                        .asLong())
                .isEqualTo(3);
        assertThat(call("archive.write", "archive", archive, "base64", "dHdv")
                        .get("complete")
                        .asBoolean())
                .isFalse();
        JsonNode report = call("archive.write", "archive", archive);
        assertThat(report.get("packets").asLong()).isEqualTo(6);
        assertThat(report.get("contents").asLong()).isEqualTo(1);
        assertThat(report.get("complete").asBoolean()).isTrue();
        assertRefused(PipesException.Code.NOT_FOUND, "archive.write", "archive", archive);
    }

    @Test
    void what_is_no_archive_of_that_kind_is_refused() {
        String reading = call("archive.export", "name", "notes").get("archive").asText();
        String writing = call("archive.import").get("archive").asText();

        assertRefused(PipesException.Code.INVALID_ARGUMENT, "archive.write", "archive", reading);
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "archive.read", "archive", writing);
        assertRefused(PipesException.Code.INVALID_ARGUMENT, "archive.write", "archive", writing, "base64", "?");
        assertRefused(PipesException.Code.NOT_FOUND, "archive.read", "archive", "s99");
    }

    private void assertRefused(PipesException.Code code, String method, String... params) {
        assertThatThrownBy(() -> call(method, params))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private JsonNode call(String method, String... params) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            named.put(params[i], params[i + 1]);
        }
        return call(method, named);
    }

    private JsonNode call(String method, ObjectNode named) {
        return methods.get(method)
                .call(client, new Params(named))
                .toCompletableFuture()
                .join();
    }

    /** Exports two pieces, and counts a packet for each byte that it imports. */
    private static final class Sample implements LocalPipelines {
        @Override
        public CompletionStage<LocalPipeline> create(
                String name, PipelineKind kind, Optional<NodeId> with, PipelineSettings settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<LocalPipeline> open(String name, PipelineKind kind) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<LocalPipeline> change(String name, PipelineChange change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<LocalPipeline> list() {
            return List.of();
        }

        @Override
        public Optional<LocalPipeline> find(String name) {
            return Optional.empty();
        }

        @Override
        public Flow.Publisher<PipelineInfo> changes() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<HistoryExport> exportHistory(String name, boolean contents) {
            Iterator<String> pieces = (contents ? List.of("one", "two", "blob") : List.of("one", "two")).iterator();
            return CompletableFuture.completedFuture(() -> CompletableFuture.completedFuture(
                    pieces.hasNext() ? Optional.of(Bytes.utf8(pieces.next())) : Optional.empty()));
        }

        @Override
        public HistoryImport importHistory() {
            return new HistoryImport() {
                private long bytes;

                @Override
                public CompletionStage<ImportReport> take(Bytes chunk) {
                    bytes += chunk.size();
                    return report(false);
                }

                @Override
                public CompletionStage<ImportReport> finish() {
                    return report(true);
                }

                private CompletionStage<ImportReport> report(boolean complete) {
                    return CompletableFuture.completedFuture(
                            new ImportReport(Optional.of("notes"), 0, bytes, 0, 0, Optional.empty(), 1, complete));
                }
            };
        }
    }
}
